using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>
/// Ends live connections whose right to be there is gone, pauses those whose environment is suspended or switched off, and takes its user from a
/// connection whose session has ended where none is needed: within two seconds of a change of the configuration, of a revocation that came here, or of the
/// end of a session or an API key.
/// </summary>
internal sealed partial class GrantWatcher(
    EnvironmentRegistry registry,
    RevokedCredentials revoked,
    HandshakeAuthorizer authorizer,
    GrantExpiries expiries,
    IGrantedConnections connections,
    TimeProvider time,
    ILogger<GrantWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan SweepInterval = GrantExpiries.Horizon - TimeSpan.FromMinutes(1);

    // One slot: whatever was signalled before the loop wakes is answered by the one visit that follows.
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Here and not in the loop, which starts some time later: a change in between must not be missed.
        registry.Changed += OnChanged;
        revoked.Changed += OnChanged;
        expiries.Advanced += Signal;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = time.CreateTimer(static state => ((GrantWatcher)state!).Signal(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            var sweepAt = time.GetUtcNow() + SweepInterval;
            while (true)
            {
                // A clock that was set back must not put the next look off.
                var due = expiries.TryTakeDue();
                var now = time.GetUtcNow();
                if (due || now >= sweepAt || sweepAt - now > SweepInterval)
                {
                    sweepAt = now + SweepInterval;
                    Visit();
                }

                var next = expiries.Nearest() is { } nearest && nearest < sweepAt ? nearest : sweepAt;
                var wait = next - time.GetUtcNow();
                timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                await _signals.Reader.ReadAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        finally
        {
            registry.Changed -= OnChanged;
            revoked.Changed -= OnChanged;
            expiries.Advanced -= Signal;
        }
    }

    // The moment is kept in the schedule, which also brings the second look.
    private void OnChanged()
    {
        expiries.Note(time.GetUtcNow());
        Signal();
    }

    private void Signal() => _signals.Writer.TryWrite(true);

    private void Visit()
    {
        try
        {
            var (ended, paused, unpaused, without) = (0, 0, 0, 0);
            foreach (var connection in connections.Connections)
            {
                if (connection.Grant is not { } grant)
                {
                    continue;
                }

                var verdict = authorizer.Review(grant);
                switch (verdict.Fate)
                {
                    case GrantFate.Ends:
                        connection.Revoke(verdict.Reason!);
                        ended++;
                        continue;
                    case GrantFate.Pauses:
                        paused += connection.Pause(verdict.Reason!) ? 1 : 0;
                        continue;
                    case GrantFate.LosesUser:
                        connection.LoseUser(verdict.Reason!);
                        without++;
                        break;
                }

                unpaused += connection.Unpause() ? 1 : 0;
                if (authorizer.ExpiryOf(connection.Grant ?? grant) is { } expiry)
                {
                    expiries.Note(expiry);
                }
            }

            Tell(ended, paused, unpaused, without);
        }
        catch (Exception exception)
        {
            // The visit is made again, so that one faulty connection does not keep the others in.
            Log.VisitFailed(logger, exception);
            expiries.Note(time.GetUtcNow() + TimeSpan.FromSeconds(1));
        }
    }

    private void Tell(int ended, int paused, int unpaused, int without)
    {
        if (ended > 0)
        {
            Log.Revoked(logger, ended);
        }

        if (paused > 0)
        {
            Log.Paused(logger, paused);
        }

        if (unpaused > 0)
        {
            Log.Unpaused(logger, unpaused);
        }

        if (without > 0)
        {
            Log.LostUsers(logger, without);
        }
    }
}
