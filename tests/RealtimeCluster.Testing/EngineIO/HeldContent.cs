using System.Net;
using System.Text;

namespace RealtimeCluster.Testing.EngineIO;

/// <summary>A request body whose last byte is sent only when the test says so.</summary>
/// <param name="text">The body.</param>
public sealed class HeldContent(string text) : HttpContent
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the last byte go.</summary>
    public void Release() => _released.TrySetResult();

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var bytes = Encoding.UTF8.GetBytes(text);
        await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - 1));
        await stream.FlushAsync();
        await _released.Task;
        await stream.WriteAsync(bytes.AsMemory(bytes.Length - 1));
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
