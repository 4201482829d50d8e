using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RealtimeCluster.Cluster.Tests.ServerApi;

/// <summary>Session tokens as an application's own login service makes them: HS256, with <c>envId</c>, <c>userId</c> and <c>key</c>.</summary>
internal static class SessionToken
{
    public static string Create(string environment, string userId, string key)
    {
        var content = $"{Encode("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Encode(JsonSerializer.SerializeToUtf8Bytes(new { envId = environment, userId, key }))}";
        return $"{content}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(TwoByTwoCluster.SessionSecret), Encoding.UTF8.GetBytes(content)))}";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
