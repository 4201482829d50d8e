using System.Diagnostics.CodeAnalysis;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Silo.Log.Members;

/// <summary>The members of one channel: who they are, which gateway each is on, what they show.</summary>
/// <remarks>
/// Not thread-safe. Lookups are O(1); lists come in the order of joining, which <see cref="MemberOrder"/> keeps: sorting ten thousand
/// of them for every list cost more than all the rest of the call. A list is written once for all who ask before the members
/// change, and only weakly kept: it is the collector's when nobody asks any more. Pages do not need it.
/// </remarks>
public sealed class MemberMap
{
    private const int MaxKeptChanges = 16_384;
    private const long MaxPageBytes = 4 * 1024 * 1024;

    private readonly Dictionary<string, LogMember> _members = new(StringComparer.Ordinal);
    private readonly MemberOrder _order = new();
    private readonly MemberChanges _changes;
    private readonly MemberPages _pages;
    private long _listBytes;
    private WeakReference<byte[]>? _listJson;
    private MemberAttachments[] _listAttachments = [];

    /// <summary>Creates an empty map.</summary>
    public MemberMap()
        : this(MaxKeptChanges, MaxPageBytes)
    {
    }

    internal MemberMap(int maxKeptChanges, long maxPageBytes)
    {
        _changes = new MemberChanges(maxKeptChanges);
        _pages = new MemberPages(this, _order, _changes, maxPageBytes);
    }

    /// <summary>How many members there are.</summary>
    public int Count => _members.Count;

    /// <summary>Adds a member.</summary>
    /// <param name="member">The member.</param>
    /// <returns><see langword="false"/> if it is a member already; nothing changes then.</returns>
    public bool TryAdd(LogMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (!_members.TryAdd(member.ConnectionId, member))
        {
            return false;
        }

        OnChanged(MemberListWriter.SizeOf(member.ConnectionId, member.Profile));
        _order.Add(member);
        return true;
    }

    /// <summary>Finds a member, wherever it is.</summary>
    /// <param name="connectionId">The member.</param>
    /// <param name="member">What is known of it.</param>
    public bool TryGet(string connectionId, [NotNullWhen(true)] out LogMember? member) => _members.TryGetValue(connectionId, out member);

    /// <summary>Removes a member.</summary>
    /// <param name="member">A member of this map.</param>
    public void Remove(LogMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        _members.Remove(member.ConnectionId);
        OnChanged(-MemberListWriter.SizeOf(member.ConnectionId, member.Profile));
        _changes.Add(new MemberChange(member.ConnectionId, _order.PlaceOf(member), IsLeave: true));
        _order.Remove(member);
    }

    /// <summary>Replaces what a member shows.</summary>
    /// <param name="connectionId">The member.</param>
    /// <param name="gateway">The gateway it must be on.</param>
    /// <param name="profile">What it shows from now on.</param>
    public bool TryUpdate(string connectionId, GatewayId gateway, Payload? profile)
    {
        if (!TryFind(connectionId, gateway, out var member))
        {
            return false;
        }

        Update(member, profile);
        return true;
    }

    /// <summary>Replaces what a member shows.</summary>
    /// <param name="member">A member of this map.</param>
    /// <param name="profile">What it shows from now on.</param>
    public void Update(LogMember member, Payload? profile)
    {
        ArgumentNullException.ThrowIfNull(member);
        OnChanged(MemberListWriter.SizeOf(member.ConnectionId, profile) - MemberListWriter.SizeOf(member.ConnectionId, member.Profile));
        _changes.Add(new MemberChange(member.ConnectionId, _order.PlaceOf(member), IsLeave: false));
        member.Profile = profile;
    }

    /// <summary>All members, in the order of joining.</summary>
    public IEnumerable<LogMember> All => _order.After(0);

    /// <summary>All members as others see them, in the order of joining.</summary>
    /// <param name="position">The position of the log.</param>
    public MemberList ToList(StreamPosition position)
    {
        if (_listJson?.TryGetTarget(out var json) != true)
        {
            var writer = new MemberListWriter(_listBytes);
            foreach (var member in All)
            {
                writer.Append(member.ConnectionId, member.Profile);
            }

            (json, _listAttachments) = writer.Complete();
            (_listJson ??= new WeakReference<byte[]>(json)).SetTarget(json);
        }

        return new MemberList(json!, _listAttachments, position);
    }

    /// <summary>The members on one gateway, in the order of joining.</summary>
    /// <param name="gateway">The gateway; <see langword="null"/> for those away.</param>
    public LogMember[] OnGateway(GatewayId? gateway) => [.. All.Where(member => member.Gateway == gateway)];

    /// <inheritdoc cref="MemberPages.Read"/>
    public MemberPage? ToPage(MemberCursor? after, int count, long term, StreamPosition position) => _pages.Read(after, count, term, position);

    private void OnChanged(int bytes)
    {
        _listBytes += bytes;
        _listJson?.SetTarget(null!);
        _listAttachments = [];
    }

    private bool TryFind(string connectionId, GatewayId gateway, [NotNullWhen(true)] out LogMember? member) =>
        _members.TryGetValue(connectionId, out member) && member.Gateway == gateway;
}
