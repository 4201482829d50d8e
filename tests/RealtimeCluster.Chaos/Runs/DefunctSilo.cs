using Orleans.Runtime;

namespace RealtimeCluster.Chaos.Runs;

/// <summary>What becomes of the kit's own silo when the others hold it for dead: it publishes no more. Orleans would end the process, and with it the run.</summary>
/// <param name="run">The run.</param>
internal sealed class DefunctSilo(RunContext run) : IFatalErrorHandler
{
    private volatile bool _isLost;

    public bool IsLost => _isLost;

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        if (!_isLost)
        {
            _isLost = true;
            Console.WriteLine($"{run.Now.TotalSeconds,6:F0} s  the servers' silo is held for dead; they publish no more");
        }
    }
}
