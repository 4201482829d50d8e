using Microsoft.Extensions.Options;
using Orleans.Configuration;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Clustering.Streams;

namespace RealtimeCluster.Contracts.Tests.Recovery;

public sealed class RecoveryTimesTests
{
    public static TheoryData<double, double?> Settings => new()
    {
        { 0.25, null },
        { 0.75, null },
        { 0.75, 4 },
        { 0.75, 600 },
        { 5, null },
        { 60, null },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Times_WhateverTheSettings_SatisfyWhatRecoveryNeeds(double probeSeconds, double? patienceSeconds)
    {
        var times = Create(probeSeconds, patienceSeconds);

        Assert.True(times.Delivery >= times.Verdict, "A gateway that only stands still would lose events.");
        Assert.True(times.Kept > times.Delivery + times.Verdict, "An acknowledged event would be forgotten before a successor asks for it.");
        Assert.True(times.Suspicion >= times.Delivery + times.Verdict, "A successor would believe in continuity although a dead gateway may have seen more.");
        Assert.True(times.Yield >= times.Verdict, "A gateway that does not let go would be neither heard nor known to be dead.");
        Assert.True(times.Resume > times.Gather, "A resume would be given up before a dead owner has a successor.");
        Assert.True(times.Takeover >= times.Resume + times.Yield + times.Resume, "A yielded connection would be ended while it is taken over.");
        Assert.True(times.Save > times.Verdict, "A client would go without a second copy whenever a silo dies.");
        Assert.True(times.Fence > times.Delivery + times.Verdict + times.Call, "A batch of an owner that was succeeded would be heeded.");
        Assert.True(times.Assembly > times.Call, "The parts of an envelope would be let go of while the next one is under way.");
        Assert.True(times.Estate >= times.Call, "An estate would be gone before the call arrives that starts its heir.");
        Assert.True(times.Answer > times.Call, "A large answer would be gone before its asker hears of it.");
        Assert.True(times.Part > times.Verdict, "A part would be asked for again of a node that is being declared dead.");
        Assert.True(times.PartKept > times.Part * RecoveryTimes.PartAttempts, "The last part of an answer would be gone while it is asked for again.");
        Assert.True(times.Stand > times.Verdict + times.Gather, "A node would be taken out while another one is replaced.");
    }

    [Fact]
    public void Gather_ProbesThatAreSlow_StaysWithinWhatAnActivationMayTake()
    {
        Assert.True(Create(probeSeconds: 0.75).Gather > Create(probeSeconds: 0.75).Verdict);
        Assert.Equal(TimeSpan.FromSeconds(8), Create(probeSeconds: 60).Gather);
    }

    [Fact]
    public void Default_IsWhatTheSettingsGive() => Assert.Equal(
        (TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(9)),
        (RecoveryTimes.Default.Verdict, RecoveryTimes.Default.Delivery, RecoveryTimes.Default.Kept, RecoveryTimes.Default.Suspicion));

    [Fact]
    public void Rules_NoPatience_FollowsFromTheProbes()
    {
        var options = new OutboxOptions();

        new RecoveryTimesRules(Membership(5)).PostConfigure(null, options);

        Assert.Equal(TimeSpan.FromSeconds(22), options.Patience);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(3.9, false)]
    public void Rules_PatienceBesideTheProbes_MayNotBeLess(double patienceSeconds, bool isRight)
    {
        var result = new RecoveryTimesRules(Membership(0.75)).Validate(null, new OutboxOptions { Patience = TimeSpan.FromSeconds(patienceSeconds) });

        Assert.Equal(isRight, result.Succeeded);
        Assert.Equal(!isRight, result.FailureMessage?.Contains("Cluster:ProbeTimeout", StringComparison.Ordinal) == true);
    }

    private static RecoveryTimes Create(double probeSeconds, double? patienceSeconds = null) => new(
        Membership(probeSeconds),
        Options.Create(new OutboxOptions { Patience = patienceSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null }),
        Options.Create(new SiloMessagingOptions()));

    private static IOptions<ClusterMembershipOptions> Membership(double probeSeconds) =>
        Options.Create(new ClusterMembershipOptions { ProbeTimeout = TimeSpan.FromSeconds(probeSeconds), NumMissedProbesLimit = 3 });
}
