using System.Security.Cryptography;
using System.Text;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What a session is called in the log: its id itself is all that a client which polls has to show.</summary>
/// <param name="sid">The id.</param>
internal readonly struct SessionName(string sid)
{
    private const int LoggedBytes = 5;

    /// <summary>The first digits of its SHA-256, made only when something is logged.</summary>
    public override string ToString()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(sid), hash);
        return Convert.ToHexStringLower(hash[..LoggedBytes]);
    }
}
