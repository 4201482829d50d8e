using System.Diagnostics.CodeAnalysis;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Log.Members;

/// <summary>Who is a member and on which gateway; a gateway gets the log's events while it has members.</summary>
internal sealed class LogMembership(GatewayTable gateways, ChannelTail tail)
{
    private readonly MemberMap _members = new();
    private int _lastGeneration;

    public int Count => _members.Count;

    public bool TryGet(string connectionId, [NotNullWhen(true)] out LogMember? member) => _members.TryGet(connectionId, out member);

    /// <summary>Whether this very membership is still there, and waits for its connection to come back.</summary>
    public bool IsAway(LogMember member) =>
        member.Gateway is null && _members.TryGet(member.ConnectionId, out var current) && ReferenceEquals(current, member);

    /// <summary>The members on one gateway, in the order of joining; for <see langword="null"/> those away.</summary>
    public LogMember[] OnGateway(GatewayId? gateway) => _members.OnGateway(gateway);

    /// <summary>Adds a member where it says it is.</summary>
    /// <returns><see langword="false"/> if it is a member already; nothing changes then.</returns>
    public bool TryAdd(LogMember member)
    {
        if (!_members.TryAdd(member))
        {
            return false;
        }

        Note(member.Generation);
        if (member.Gateway is { } gateway)
        {
            gateways.AddMember(gateway);
        }

        return true;
    }

    public void Remove(LogMember member)
    {
        _members.Remove(member);
        if (member.Gateway is { } gateway)
        {
            gateways.RemoveMember(gateway);
        }
    }

    /// <summary>A member goes on on another gateway, or waits to do so.</summary>
    public void Move(LogMember member, GatewayId? gateway)
    {
        if (member.Gateway == gateway)
        {
            return;
        }

        if (member.Gateway is { } former)
        {
            gateways.RemoveMember(former);
        }

        member.Gateway = gateway;
        if (gateway is { } next)
        {
            gateways.AddMember(next);
        }
    }

    /// <summary>Whether a newer attempt of a connection than the one that made a command has been here.</summary>
    /// <remarks>Looks nobody up in a log to which nobody ever came back.</remarks>
    public bool IsOutdated(ChannelCommand command)
    {
        if (command.ConnectionId is not { } id || (_lastGeneration == 0 && !tail.HasLeaves))
        {
            return false;
        }

        return _members.TryGet(id, out var member)
            ? command.Generation < member.Generation
            : tail.TryFindLeave(id, out var generation) && command.Generation < generation;
    }

    /// <summary>A connection has come with what it missed: what other attempts of it still say counts no more.</summary>
    public void Renew(LogMember member, int generation)
    {
        member.Generation = generation;
        Note(generation);
    }

    /// <inheritdoc cref="MemberMap.TryUpdate"/>
    public bool TryUpdate(string connectionId, GatewayId gateway, Payload? profile) =>
        _members.TryUpdate(connectionId, gateway, profile);

    /// <summary>Replaces what a member shows, wherever it is.</summary>
    public void Show(LogMember member, Payload? profile) => _members.Update(member, profile);

    /// <inheritdoc cref="MemberMap.ToList"/>
    public MemberList ToList(StreamPosition position) => _members.ToList(position);

    /// <inheritdoc cref="MemberPages.Read"/>
    public MemberPage? ToPage(MemberCursor? after, int count, long term, StreamPosition position) => _members.ToPage(after, count, term, position);

    public EstateMember[] ToEstate() => [.. _members.All.Select(static member => new EstateMember(
        member.ConnectionId, member.Gateway, member.Profile, member.JoinedAt, member.IsResumable, member.Generation, member.IsProfileUnknown))];

    private void Note(int generation) => _lastGeneration = Math.Max(_lastGeneration, generation);
}
