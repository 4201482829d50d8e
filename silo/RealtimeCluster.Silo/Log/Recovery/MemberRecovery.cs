using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Log.Members;

namespace RealtimeCluster.Silo.Log.Recovery;

/// <summary>Brings the members that gateways assert, each as of another event, forward to the last one.</summary>
internal sealed class MemberRecovery
{
    private readonly Dictionary<string, (LogMember Member, long AsOf)> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<GatewayId, (long Start, long End)> _seen = [];
    private readonly Dictionary<(GatewayId, string), int> _departed = [];

    public MemberRecovery(IReadOnlyCollection<GatewayAssertion> assertions, long epoch, long lastOffset)
    {
        foreach (var assertion in assertions)
        {
            var isCurrent = assertion.Position.Epoch == epoch;
            // Offsets go on from epoch to epoch.
            var asOf = Math.Min(assertion.Position.Offset, lastOffset);
            // Of an old epoch nothing is known but its end.
            _seen[assertion.Gateway] = (isCurrent ? Math.Min(assertion.TailStart, asOf + 1) : asOf + 1, asOf);
            foreach (var departed in assertion.Departed)
            {
                _departed[(assertion.Gateway, departed.ConnectionId)] = departed.Generation;
            }

            foreach (var asserted in assertion.Members)
            {
                // A connection that was resumed elsewhere: the newer attempt counts, and of one attempt the gateway that has seen more of the log knows better.
                if (!_members.TryGetValue(asserted.ConnectionId, out var known)
                    || (known.Member.Generation, known.AsOf).CompareTo((asserted.Generation, asOf)) < 0)
                {
                    var member = new LogMember(asserted.ConnectionId, assertion.Gateway, asserted.Profile)
                    {
                        JoinedAt = isCurrent ? asserted.JoinedAt : LogMember.Unproven,
                        IsResumable = asserted.IsResumable,
                        Generation = asserted.Generation,
                    };
                    _members[asserted.ConnectionId] = (member, asOf);
                }
            }
        }
    }

    public IReadOnlyList<LogMember> Replay(IEnumerable<ChannelEvent> events)
    {
        foreach (var channelEvent in events)
        {
            if (channelEvent.ConnectionId is { } id)
            {
                Replay(id, channelEvent);
            }
        }

        return [.. _members.Values.Select(static entry => entry.Member).OrderBy(static member => member.JoinedAt)];
    }

    private void Replay(string id, ChannelEvent channelEvent)
    {
        var isKnown = _members.TryGetValue(id, out var entry);
        if (isKnown && entry.AsOf >= channelEvent.Offset)
        {
            return;
        }

        switch (channelEvent.Kind)
        {
            case ChannelEventKind.Joined or ChannelEventKind.Moved when channelEvent.Batch is { } batch:
                if (_seen.TryGetValue(batch.Gateway, out var seen) && channelEvent.Offset < seen.Start && channelEvent.Offset <= seen.End)
                {
                    // That gateway has seen this event and does not have the member any more: what became of it since nobody kept.
                    // Else its leave is among the events, or it was cut before its join came and has still to come back or leave.
                    _members.Remove(id);
                }
                else
                {
                    // A connection that went on elsewhere, and by what is known of the log went nowhere, is away: that gateway never speaks for it again.
                    var hasDeparted = _departed.TryGetValue((batch.Gateway, id), out var generation) && channelEvent.Generation <= generation;
                    GatewayId? gateway = hasDeparted ? null : batch.Gateway;
                    Put(id, gateway, channelEvent, channelEvent.MemberSince);
                }

                break;
            case ChannelEventKind.Away:
                Put(id, gateway: null, channelEvent, channelEvent.JoinedAt);
                break;
            case ChannelEventKind.Left:
                _members.Remove(id);
                break;
            case ChannelEventKind.Updated when isKnown:
                (entry.Member.Profile, entry.Member.IsProfileUnknown) = (channelEvent.Payload, false);
                break;
        }
    }

    // An absence and a move say nothing of the profile: what was known of it stands.
    private void Put(string id, GatewayId? gateway, ChannelEvent channelEvent, long joinedAt)
    {
        var saysProfile = channelEvent.Kind == ChannelEventKind.Joined;
        var former = saysProfile ? null : _members.GetValueOrDefault(id).Member;
        var member = new LogMember(id, gateway, saysProfile ? channelEvent.Payload : former?.Profile)
        {
            JoinedAt = joinedAt,
            IsResumable = channelEvent.IsResumable,
            Generation = channelEvent.Generation,
            IsProfileUnknown = !saysProfile && (former is null || former.IsProfileUnknown),
        };
        _members[id] = (member, channelEvent.Offset);
    }
}
