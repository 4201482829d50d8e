using System.Threading.Channels;
using RealtimeCluster.Contracts.Broadcast;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Users;

namespace RealtimeCluster.Gateway.Tests.Uplink;

/// <summary>An owner of a new epoch that refuses a number of batches before it takes them.</summary>
internal sealed class FakeOwner(long epoch, int refusals) : IChannelGrain, IBroadcastGrain, IUserGrain
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly List<ChannelCommand> _commands = [];
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();
    private int _refusals = refusals;

    public int AssertionCount { get; private set; }

    /// <summary>What becomes of resumes.</summary>
    public CommandOutcome ResumeOutcome { get; init; }

    /// <summary>What becomes of messages.</summary>
    public CommandOutcome PublishOutcome { get; init; }

    /// <summary>The connection whose commands it cannot handle.</summary>
    public string? Poison { get; init; }

    /// <summary>How often it was asked to.</summary>
    public int PoisonedCount { get; private set; }

    /// <summary>How many commands each batch had that it took.</summary>
    public List<int> BatchSizes { get; } = [];

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

    /// <summary>Forgets the commands it has heard.</summary>
    public void Forget()
    {
        lock (_commands)
        {
            _commands.Clear();
            _commands.TrimExcess();
        }
    }

    public Task<UplinkReply> ApplyAsync(UplinkBatch batch)
    {
        if (Poison is not null && batch.Commands[0].ConnectionId == Poison)
        {
            PoisonedCount++;
            throw new InvalidOperationException("It is poisoned.");
        }

        if (_refusals-- > 0)
        {
            return Task.FromResult(new UplinkReply { Epoch = epoch, Term = epoch, TermMismatch = true });
        }

        lock (_commands)
        {
            _commands.AddRange(batch.Commands);
            BatchSizes.Add(batch.Commands.Length);
        }

        Array.ForEach(batch.Commands, command => _heard.Writer.TryWrite(command.Kind.ToString()));
        return Task.FromResult(new UplinkReply { Epoch = epoch, Term = epoch, Results = Array.ConvertAll(batch.Commands, Answer) });
    }

    public Task<UplinkReply> AssertAsync(GatewayAssertion assertion)
    {
        AssertionCount++;
        _heard.Writer.TryWrite("Assert");
        return Task.FromResult(new UplinkReply { Epoch = epoch, Term = epoch });
    }

    /// <summary>Waits for what comes next: kinds of commands, and <c>Assert</c>.</summary>
    public async Task<string[]> HearAsync(int count)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var heard = new List<string>();
        try
        {
            while (heard.Count < count)
            {
                heard.Add(await _heard.Reader.ReadAsync(deadline.Token));
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The owner was to hear {count} things and heard [{string.Join(", ", heard)}].");
        }

        return [.. heard];
    }

    public Task<MemberList> GetMembersAsync() => throw new NotSupportedException();

    public Task<MemberCount> GetMemberCountAsync() => throw new NotSupportedException();

    public Task<MemberPage?> GetMemberPageAsync(MemberCursor? after, int count) => throw new NotSupportedException();

    public Task<HistoryPage> GetHistoryAsync(long? from, int count) => throw new NotSupportedException();

    public Task<UplinkReply> PublishAsync(ChannelCommand[] commands) => throw new NotSupportedException();

    public Task GatewayLostAsync(GatewayId gateway) => throw new NotSupportedException();

    public Task<int> DisconnectAsync(string reason) => throw new NotSupportedException();

    public Task WakeAsync() => Task.CompletedTask;

    private CommandResult Answer(ChannelCommand command) => new(
        command.Kind switch
        {
            ChannelCommandKind.Resume => ResumeOutcome,
            ChannelCommandKind.Publish => PublishOutcome,
            _ => CommandOutcome.Applied,
        },
        command.Kind == ChannelCommandKind.Publish ? 1 : 0);
}
