using System.Globalization;
using BenchmarkDotNet.Attributes;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Silo.Log;

namespace RealtimeCluster.Microbench.Channels;

/// <summary>What the owner of a channel of a hundred thousand members does for a server that asks for them.</summary>
[MemoryDiagnoser]
public class LargeChannelBenchmarks
{
    private const int PageSize = 1_000;

    private readonly ChannelLog _log = new(ChannelKind.Channel, 1, 1, new ChannelTail(1000, 4 * 1024 * 1024, TimeSpan.FromMinutes(2), TimeProvider.System));
    private readonly GatewayId[] _gateways = [.. Enumerable.Range(1, 4).Select(SampleEvents.Gateway)];
    private long _sequence;
    private MemberCursor? _cursor;

    /// <summary>Members, each with a profile, over four gateways.</summary>
    [Params(100_000)]
    public int Members { get; set; }

    [GlobalSetup]
    public void Join()
    {
        for (var i = 0; i < Members; i++)
        {
            Apply(new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = Id(i), Payload = Profile(i) });
        }
    }

    [Benchmark]
    public MemberCount Count() => _log.GetMemberCount();

    /// <summary>The next page of a walk that goes on for ever, while a member changes its profile.</summary>
    [Benchmark]
    public MemberPage NextPage()
    {
        var changed = (int)(_sequence % Members);
        Apply(new ChannelCommand { Kind = ChannelCommandKind.Update, ConnectionId = Id(changed), Payload = Profile(changed) });
        var page = Read(_cursor);
        _cursor = page.Next;
        return page;
    }

    /// <summary>All members, page by page: what a page costs, a hundred times.</summary>
    [Benchmark]
    public int Walk()
    {
        var (pages, cursor) = (0, (MemberCursor?)null);
        do
        {
            cursor = Read(cursor).Next;
            pages++;
        }
        while (cursor is not null);
        return pages == Members / PageSize ? pages : throw new InvalidOperationException($"The walk had {pages} pages.");
    }

    private static string Id(int number) => number.ToString("d20", CultureInfo.InvariantCulture);

    private static Payload Profile(int number) => new(System.Text.Encoding.UTF8.GetBytes($$"""{"name":"member {{number}}","avatar":"https://example.com/avatars/{{number}}.png"}"""));

    private MemberPage Read(MemberCursor? after) => _log.GetMemberPage(after, PageSize) ?? throw new InvalidOperationException("The walk was cut off.");

    private void Apply(ChannelCommand command) => _log.Apply(new UplinkBatch
    {
        Gateway = _gateways[_sequence % _gateways.Length],
        Sequence = ++_sequence,
        Commands = [command],
    });
}
