using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Contracts.Tests.Links;

public sealed class NodeLinkWatcherTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CutAge = TimeSpan.FromSeconds(10);
    private static readonly SiloAddress Self = At(5000);
    private static readonly SiloAddress Unreached = At(5001);
    private static readonly SiloAddress Whole = At(5002);
    private static readonly SiloAddress Hanging = At(5003);

    private readonly ArmedTimeProvider _time = new();
    private readonly Relays _relays = new();
    private readonly CutNodes _cuts;
    private readonly NodeLinks _links;
    private readonly NodeLinkWatcher _watcher;

    public NodeLinkWatcherTests()
    {
        _cuts = new CutNodes(_time);
        _links = new NodeLinks(_relays, _time, NullLogger<NodeLinks>.Instance);
        _watcher = new NodeLinkWatcher(
            _relays, _links, _cuts, Stand.In<ILocalSiloDetails>(_ => Self), _time, NullLogger<NodeLinkWatcher>.Instance);
    }

    [Fact]
    public async Task Look_AllAnswer_TellsNobodyAnything()
    {
        await _watcher.LookAsync().WaitAsync(Deadline);

        Assert.Empty(_relays.Told);
        Assert.False(_cuts.Contains(Self));
    }

    [Fact]
    public async Task Look_OneWayIsCut_TellsThoseItReachesAndHasTheOtherTold()
    {
        _relays.Silent.Add(Unreached);

        await LookAtASilentOneAsync();

        var (node, said, unreached) = Assert.Single(_relays.Told);
        Assert.Equal((Whole, Self), (node, said));
        Assert.Equal([Unreached], unreached);
        Assert.True(_cuts.Contains(Self));
    }

    [Fact]
    public async Task Look_OneHangs_TellsNobodyAnything()
    {
        _relays.Others.Add(Hanging);
        _relays.Silent.Add(Hanging);
        _relays.SilentToAll.Add(Hanging);
        var looked = _watcher.LookAsync();
        await _time.WaitUntilArmedAsync(Patience);
        _time.Advance(Patience);
        await _time.WaitUntilArmedAsync(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        await looked.WaitAsync(Deadline);

        Assert.Empty(_relays.Told);
        Assert.False(_cuts.Contains(Self));
    }

    [Fact]
    public async Task Look_TheWayIsWholeAgain_IsFoundAtOnceAndToldNoMore()
    {
        _relays.Silent.Add(Unreached);
        await LookAtASilentOneAsync();
        _relays.Silent.Clear();
        _relays.Told.Clear();

        await _watcher.LookAsync().WaitAsync(Deadline);

        Assert.Empty(_relays.Told);
        Assert.False(_links.IsCut(Unreached));
    }

    [Fact]
    public async Task Look_TheWayStaysCut_IsToldEachTimeForLongerThanWhatWasFoundCounts()
    {
        _relays.Silent.Add(Unreached);
        await LookAtASilentOneAsync();
        for (var count = 0; count < CutAge / CutNodes.Repetition * 2; count++)
        {
            _relays.Told.Clear();
            _time.Advance(CutNodes.Repetition);
            var looked = _watcher.LookAsync();
            await _time.WaitUntilArmedAsync(Lead);
            _time.Advance(Lead);
            await looked.WaitAsync(Deadline);

            Assert.Single(_relays.Told);
        }
    }

    [Fact]
    public async Task Look_ManyNodes_AsksAFewAtATimeAndAllInTurn()
    {
        for (var port = 6000; port < 6010; port++)
        {
            _relays.Others.Add(At(port));
        }

        for (var round = 1; round <= 3; round++)
        {
            await _watcher.LookAsync().WaitAsync(Deadline);

            Assert.Equal(round * 4, _relays.Asked.Count);
        }

        Assert.Equal(_relays.Others.Order(), _relays.Asked.Distinct().Order());
    }

    [Fact]
    public async Task Execute_ALookFails_TheNextOneIsMade()
    {
        _relays.FailureCount = 1;
        await _watcher.StartAsync(CancellationToken.None);

        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(CutNodes.Repetition);
                return _relays.FailureCount <= 0 && _relays.Asked.Contains(Whole);
            },
            "nodes are asked");

        await _watcher.StopAsync(CancellationToken.None);
    }

    public void Dispose() => _watcher.Dispose();

    private static SiloAddress At(int port) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1);

    private async Task LookAtASilentOneAsync()
    {
        var looked = _watcher.LookAsync();
        await _time.WaitUntilArmedAsync(Patience);
        _time.Advance(Patience);
        await _time.WaitUntilArmedAsync(Lead);
        _time.Advance(Lead);
        await _time.WaitUntilArmedAsync(Lead);
        _time.Advance(Lead);
        await looked.WaitAsync(Deadline);
    }

    private sealed class Relays : IGatewayRelayClient
    {
        public List<SiloAddress> Others { get; } = [Unreached, Whole];

        /// <summary>How many times it still fails to say who is there.</summary>
        public int FailureCount { get; set; }

        public HashSet<SiloAddress> Silent { get; } = [];

        public HashSet<SiloAddress> SilentToAll { get; } = [];

        public List<SiloAddress> Asked { get; } = [];

        public List<(SiloAddress Node, SiloAddress Said, SiloAddress[] Unreached)> Told { get; } = [];

        public IReadOnlyList<SiloAddress> GetOthers() => FailureCount-- > 0 ? throw new InvalidOperationException("Nobody knows.") : Others;

        public SiloAddress? Pick(SiloAddress node) => Others.First(other => !other.Equals(node));

        public IGatewayRelayService Get(SiloAddress node) => Stand.In<IGatewayRelayService>((called, arguments) => called.Name switch
        {
            nameof(IGatewayRelayService.ReachAsync) => SilentToAll.Contains((SiloAddress)arguments[0]!) ? Never() : Task.CompletedTask,
            nameof(IGatewayRelayService.NoteCutAsync) => Tell(node, (SiloAddress)arguments[0]!, (SiloAddress[])arguments[1]!),
            _ => throw new NotSupportedException(called.Name),
        });

        public Task ReachAsync(SiloAddress node)
        {
            Asked.Add(node);
            return Silent.Contains(node) ? Never() : Task.CompletedTask;
        }

        private static Task Never() => new TaskCompletionSource().Task;

        private Task Tell(SiloAddress node, SiloAddress said, SiloAddress[] unreached)
        {
            Told.Add((node, said, unreached));
            return Task.CompletedTask;
        }
    }
}
