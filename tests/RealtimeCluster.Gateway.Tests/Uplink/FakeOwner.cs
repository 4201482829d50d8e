using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Gateway.Tests.Uplink;

/// <summary>An owner of a new epoch that refuses a number of batches before it takes them.</summary>
internal sealed class FakeOwner(long epoch, int refusals) : IChannelGrain
{
    private readonly List<ChannelCommand> _commands = [];
    private int _refusals = refusals;

    public int AssertionCount { get; private set; }

    public ChannelCommand[] Commands
    {
        get
        {
            lock (_commands)
            {
                return [.. _commands];
            }
        }
    }

    public Task<UplinkReply> ApplyAsync(UplinkBatch batch)
    {
        if (_refusals-- > 0)
        {
            return Task.FromResult(new UplinkReply { Epoch = epoch, Term = epoch, TermMismatch = true });
        }

        lock (_commands)
        {
            _commands.AddRange(batch.Commands);
        }

        return Task.FromResult(new UplinkReply { Epoch = epoch, Term = epoch, Results = new CommandResult[batch.Commands.Length] });
    }

    public Task<UplinkReply> AssertAsync(GatewayAssertion assertion)
    {
        AssertionCount++;
        return Task.FromResult(new UplinkReply { Epoch = epoch, Term = epoch });
    }

    public Task<MemberList> GetMembersAsync() => throw new NotSupportedException();

    public Task<MemberCount> GetMemberCountAsync() => throw new NotSupportedException();

    public Task<MemberPage?> GetMemberPageAsync(MemberCursor? after, int count) => throw new NotSupportedException();

    public Task<HistoryPage> GetHistoryAsync(long? from, int count) => throw new NotSupportedException();

    public Task<UplinkReply> PublishAsync(ChannelCommand[] commands) => throw new NotSupportedException();

    public Task GatewayLostAsync(GatewayId gateway) => throw new NotSupportedException();

    public Task WakeAsync() => Task.CompletedTask;
}
