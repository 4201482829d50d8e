using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Messages;

/// <summary>What a connection is told whose command waits for an owner that does not answer: <c>exception {code: "unavailable", event, channel?}</c>.</summary>
internal static class StandstillNotice
{
    private const string Text = "The channel does not answer now; what was sent to it waits.";

    /// <summary>Creates it.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="kind">What waits.</param>
    /// <param name="isServer">Whether it is a server's connection.</param>
    public static OutboundMessage Create(ChannelKey channel, ChannelCommandKind kind, bool isServer) => EventReplies.Exception(
        RealtimeUnavailableException.Code,
        Text,
        isServer ? ServerEventOf(channel.Kind) : ClientEventOf(kind),
        channel.Kind == ChannelKind.Channel ? channel.Name : null);

    private static ReadOnlySpan<byte> ClientEventOf(ChannelCommandKind kind) => kind switch
    {
        ChannelCommandKind.Join => "\"join\""u8,
        ChannelCommandKind.Leave => "\"leave\""u8,
        ChannelCommandKind.Update => "\"update\""u8,
        ChannelCommandKind.Publish => "\"message\""u8,
        _ => default,
    };

    private static ReadOnlySpan<byte> ServerEventOf(ChannelKind kind) => kind switch
    {
        ChannelKind.Broadcast => "\"broadcast_message\""u8,
        ChannelKind.User => "\"user_event\""u8,
        _ => "\"send_message\""u8,
    };
}
