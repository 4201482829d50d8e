namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>A claim that waits for room in <see cref="InboundMemory"/>.</summary>
internal sealed class InboundWait(InboundMemory memory, InboundClaim claim, long bytes)
{
    private readonly TaskCompletionSource<bool> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InboundClaim Claim => claim;

    public long Bytes => bytes;

    /// <summary>Whether the room was granted.</summary>
    public Task<bool> Granted => _granted.Task;

    public void End(bool isGranted) => _granted.TrySetResult(isGranted);

    public void GiveUp() => memory.GiveUp(this);
}
