using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>Somebody who does one kind of harm again and again, however it is answered, until the run ends.</summary>
/// <param name="place">Who it is and where it goes.</param>
/// <param name="counts">What it does is counted there.</param>
internal abstract class Stranger(StrangerPlace place, StrangerCounts counts)
{
    /// <summary>Between two things it does, so that it costs the server more than the machine: fifty a second at most.</summary>
    protected static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>Before it comes again after it was sent away.</summary>
    protected static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    protected StrangerPlace Place => place;

    protected StrangerCounts Counts => counts;

    /// <summary>Does its worst until cancelled; never throws.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ActAsync(place.Pick(), cancellationToken);
            }
            catch (Exception exception)
            {
                if (!cancellationToken.IsCancellationRequested)
                {
                    counts.Fail(exception);
                }
            }

            await Task.Delay(Rest, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Does it with one connection, or a few, until the server ends that.</summary>
    /// <param name="gateway">To whom.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected abstract Task ActAsync(Gateway gateway, CancellationToken cancellationToken);
}
