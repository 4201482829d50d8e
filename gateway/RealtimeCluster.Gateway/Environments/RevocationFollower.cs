using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Revocations;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>Asks the cluster twice a second what was revoked: for what this gateway was not told, and for all there is when it starts.</summary>
internal sealed partial class RevocationFollower(IGrainFactory grains, RevokedCredentials revoked, TimeProvider time, ILogger<RevocationFollower> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    // A store that does not answer must not keep a gateway from ever being ready.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(15);

    private readonly long _start = time.GetTimestamp();
    private volatile bool _isKnown;
    private bool _isFailing;

    /// <summary>Whether this gateway knows what is revoked, or has asked in vain for long enough to do without.</summary>
    public bool IsSettled => _isKnown || time.GetElapsedTime(_start) > StartPatience;

    /// <summary>Asks once.</summary>
    internal async Task FollowAsync(CancellationToken cancellationToken)
    {
        var known = revoked.Version;
        var cluster = grains.GetGrain<IRevocationsGrain>(IRevocationsGrain.Key);
        var list = await cluster.ReadAsync(known).WaitAsync(CallTimeout, time, cancellationToken);
        if (list is not null && list.Version.Epoch != known.Epoch && revoked.ToArray() is { Length: > 0 } held)
        {
            // The cluster lost what it had stored, and this gateway has it.
            list = await cluster.MergeAsync(held).WaitAsync(CallTimeout, time, cancellationToken);
        }

        if (list is not null)
        {
            revoked.TakeAnswer(list);
        }

        _isKnown = true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await FollowAsync(stoppingToken);
                Note(isFailing: false, exception: null);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Note(isFailing: true, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Note(bool isFailing, Exception? exception)
    {
        if (isFailing && !_isFailing)
        {
            Log.Failed(logger, exception!);
        }
        else if (!isFailing && _isFailing)
        {
            Log.Recovered(logger);
        }

        _isFailing = isFailing;
    }

    private static partial class Log
    {
        [LoggerMessage(Diagnostics.LogEvents.RevocationsUnread, LogLevel.Warning, "What is revoked could not be asked; it is tried again until it can, and what is known stays in force.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(Diagnostics.LogEvents.RevocationsReadAgain, LogLevel.Information, "What is revoked is known again.")]
        public static partial void Recovered(ILogger logger);
    }
}
