using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Makes sure that what an owner left is found by its successor, wherever that starts. Orleans lets go of an activation's place only after that.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class LeftEstates(
    IOwnerClient owners, EstateNotices notices, ILocalSiloDetails self, RecoveryTimes times, TimeProvider time, ILogger<LeftEstates> logger)
{
    /// <summary>An owner has ended here, and its registry keeps what it left. Its home is told, since the next one asks there; where that fails, all silos are told to ask everybody.</summary>
    /// <param name="owner">The owner.</param>
    public async Task LeaveAsync(GrainId owner)
    {
        var home = owners.FindHome(owner);
        if (home.Equals(self.SiloAddress))
        {
            return;
        }

        try
        {
            await owners.Get(home).ExpectEstateAsync(owner, self.SiloAddress).WaitAsync(times.Verdict, time);
        }
        catch (Exception exception)
        {
            Log.HomeSilent(logger, home, owner, exception);
            await TellAsync();
        }
    }

    /// <summary>What is left of a log is to be asked for everywhere by the next owner that starts.</summary>
    /// <returns>Completes when every silo knows, at once where all ask anyway.</returns>
    public Task TellAsync() => notices.TellAsync();

    private static partial class Log
    {
        [LoggerMessage(LogEvents.HomeSilent, LogLevel.Information, "Silo {Silo}, the home of owner {GrainId}, did not answer when it was told what that left here. All silos are told to ask everybody.")]
        public static partial void HomeSilent(ILogger logger, SiloAddress silo, GrainId grainId, Exception exception);
    }
}
