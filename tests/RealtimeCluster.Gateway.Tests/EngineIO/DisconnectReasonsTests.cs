using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class DisconnectReasonsTests
{
    [Fact]
    public void All_EachReason_HasOneRowThatMeansIt()
    {
        Assert.Equal(Enum.GetValues<DisconnectReason>(), DisconnectReasons.All.Select(static meaning => meaning.Reason).Order());
        Assert.All(Enum.GetValues<DisconnectReason>(), static reason => Assert.Equal((reason, reason.ToString()), (reason.Meaning().Reason, reason.Meaning().Code)));
    }

    [Theory]
    [InlineData(DisconnectReason.TransportLost, true)]
    [InlineData(DisconnectReason.ClientClosed, true)]
    [InlineData(DisconnectReason.PingTimeout, true)]
    [InlineData(DisconnectReason.PacketTooLarge, true)]
    [InlineData(DisconnectReason.ServerShutdown, true)]
    [InlineData(DisconnectReason.ClientDisconnected, false)]
    [InlineData(DisconnectReason.ServerDisconnected, false)]
    [InlineData(DisconnectReason.ProtocolError, false)]
    public void MayComeBack_UnlessAGoodbyeWasSaid(DisconnectReason reason, bool expected) => Assert.Equal(expected, reason.Meaning().MayComeBack);

    [Fact]
    public void IsLikelyGoodbye_OnlyAClosedTransport() =>
        Assert.Equal([DisconnectReason.ClientClosed], DisconnectReasons.All.Where(static meaning => meaning.IsLikelyGoodbye).Select(static meaning => meaning.Reason));

    [Fact]
    public void Drains_OnlyWhatTheServerDecided() => Assert.Equal(
        [
            DisconnectReason.ServerDisconnected, DisconnectReason.ServerShutdown, DisconnectReason.ApplicationError, DisconnectReason.ServedAgain,
            DisconnectReason.TooManyFailures,
        ],
        DisconnectReasons.All.Where(static meaning => meaning.Drains).Select(static meaning => meaning.Reason).Order());

    [Fact]
    public void TakesLastPoll_WhatDrainsAndACloseThatOvertookThePoll() => Assert.All(
        DisconnectReasons.All, static meaning => Assert.Equal(meaning.Drains || meaning.Reason == DisconnectReason.ClientClosed, meaning.TakesLastPoll));

    [Fact]
    public void Meaning_ReasonOfANewerVersion_IsNothingInParticular() =>
        Assert.Equal((false, false, false, false), ((DisconnectReason)999).Meaning() is var meaning ? (meaning.Drains, meaning.TakesLastPoll, meaning.MayComeBack, meaning.IsLikelyGoodbye) : default);
}
