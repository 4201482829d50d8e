using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Contracts.Tests.Streams;

public sealed class OutboxTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly SiloAddress Address = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ClusteringMetrics _metrics;
    private readonly FakeInbox _inbox = new();
    private readonly Suspicions _suspicions = new();

    public OutboxTests() => _metrics = new ClusteringMetrics(_services.GetRequiredService<IMeterFactory>());

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task PostAsync_WhileACallIsInFlight_GathersTheRestInOrder()
    {
        var outbox = Create(new OutboxOptions());
        await outbox.PostAsync(Envelope(1));
        await _inbox.WhenCalledAsync(1).WaitAsync(Deadline);
        for (var offset = 2; offset <= 5; offset++)
        {
            await outbox.PostAsync(Envelope(offset));
        }

        _inbox.Answer();
        await _inbox.WhenCalledAsync(2).WaitAsync(Deadline);

        Assert.Equal([2L, 3, 4, 5], _inbox.Calls[1].Envelopes.Select(static e => e.Events[0].Offset));
        Assert.Equal([1L, 2], _inbox.Calls.Select(static call => call.Sequence));
    }

    [Fact]
    public async Task PostAsync_CallFails_SuspectsTheGatewayAndSendsTheSameBatchAgain()
    {
        var outbox = Create(new OutboxOptions { RetryDelay = TimeSpan.FromMilliseconds(1) });
        await outbox.PostAsync(Envelope(1));
        await _inbox.WhenCalledAsync(1).WaitAsync(Deadline);

        _inbox.Fail();
        await _inbox.WhenCalledAsync(2).WaitAsync(Deadline);

        Assert.Same(_inbox.Calls[0], _inbox.Calls[1]);
        Assert.Equal([Address], _suspicions.Suspected);
    }

    [Fact]
    public async Task PostAsync_Full_WaitsForRoom()
    {
        var outbox = Create(new OutboxOptions { MaxEnvelopeCount = 2 });
        await outbox.PostAsync(Envelope(1));
        await _inbox.WhenCalledAsync(1).WaitAsync(Deadline);
        await outbox.PostAsync(Envelope(2));
        await outbox.PostAsync(Envelope(3));

        var waiting = outbox.PostAsync(Envelope(4));
        Assert.False(waiting.IsCompleted);
        _inbox.Answer();
        await waiting.WaitAsync(Deadline);

        await _inbox.WhenCalledAsync(2).WaitAsync(Deadline);
        _inbox.Answer();
        await _inbox.WhenCalledAsync(3).WaitAsync(Deadline);
        Assert.Equal([1L, 2, 3, 4], _inbox.Calls.SelectMany(static call => call.Envelopes).Select(static e => e.Events[0].Offset));
    }

    [Fact]
    public async Task CloseAsync_WhileSomeoneWaits_ReleasesIt()
    {
        var outbox = Create(new OutboxOptions { MaxEnvelopeCount = 1 });
        await outbox.PostAsync(Envelope(1));
        await _inbox.WhenCalledAsync(1).WaitAsync(Deadline);
        await outbox.PostAsync(Envelope(2));
        var waiting = outbox.PostAsync(Envelope(3));

        var closed = outbox.CloseAsync();
        _inbox.Answer();

        await waiting.WaitAsync(Deadline);
        await closed.WaitAsync(Deadline);
        Assert.Single(_inbox.Calls);
    }

    [Fact]
    public async Task PostAsync_TheGatewayCannotTakeAnEnvelope_GetsAGapInItsPlaceAndTheRest()
    {
        var inbox = new PickyInbox(poisoned: 2);
        var outbox = new Outbox(Address, Address, inbox, new OutboxOptions { RetryDelay = TimeSpan.FromMilliseconds(1) }, _suspicions, _metrics, NullLogger.Instance);
        await outbox.PostAsync(Envelope(1));
        await outbox.PostAsync(Envelope(2));
        await outbox.PostAsync(Envelope(3));
        await outbox.PostAsync(Envelope(4));
        inbox.Open();

        var taken = await inbox.WhenTakenAsync(4).WaitAsync(Deadline);

        Assert.Equal([(1L, 1), (2, 0), (3, 1), (4, 1)], taken.Select(static envelope => (envelope.LastOffset, envelope.Events.Length)));
    }

    [Fact]
    public async Task PostAsync_AnEnvelopeLargerThanAMessage_IsNeverSent()
    {
        var inbox = new PickyInbox(poisoned: 0);
        var outbox = new Outbox(
            Address, Address, inbox, new OutboxOptions { MaxBatchBytes = 1_000 }, _suspicions, _metrics, NullLogger.Instance, TimeProvider.System, maxItemBytes: 1_000);

        await outbox.PostAsync(Envelope(1, new byte[2_000]));
        await outbox.PostAsync(Envelope(2, new byte[500]));
        inbox.Open();

        var taken = await inbox.WhenTakenAsync(2).WaitAsync(Deadline);
        Assert.Equal([(1L, 0), (2, 1)], taken.Select(static envelope => (envelope.LastOffset, envelope.Events.Length)));
    }

    [Fact]
    public async Task WriteAsync_RepeatedBatch_IsTakenOnce()
    {
        var inbox = new GatewayInbox();
        var batch = new OutboxBatch { Sender = Address, Sequence = 1, Envelopes = [Envelope(1)] };
        await inbox.WriteAsync(batch);
        await inbox.WriteAsync(batch);
        await inbox.WriteAsync(new OutboxBatch { Sender = Address, Sequence = 2, Envelopes = [Envelope(2)] });

        var envelopes = await inbox.ReadAsync(100, CancellationToken.None);

        Assert.Equal([1L, 2], envelopes.Select(static e => e.Events[0].Offset));
    }

    private Outbox Create(OutboxOptions options) => new(Address, Address, _inbox, options, _suspicions, _metrics, NullLogger.Instance);

    private sealed class Suspicions : INodeSuspicion
    {
        public ConcurrentQueue<SiloAddress> Suspected { get; } = new();

        public void Suspect(SiloAddress node) => Suspected.Enqueue(node);
    }

    private static Envelope Envelope(long offset, byte[]? json = null) => new()
    {
        Channel = ChannelKey.ForChannel("e", "c"),
        Epoch = 1,
        Events = [new ChannelEvent { Kind = ChannelEventKind.Message, Offset = offset, Payload = json is null ? null : new Payload(json) }],
        LastOffset = offset,
    };

    /// <summary>An inbox that answers every batch with one event in it with a fault.</summary>
    private sealed class PickyInbox(long poisoned) : IGatewayInboxClient, IGatewayInboxService
    {
        private readonly Lock _lock = new();
        private readonly List<Envelope> _taken = [];
        private readonly TaskCompletionSource<Envelope[]> _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _wanted = int.MaxValue;

        public IGatewayInboxService GetInbox(SiloAddress gateway) => this;

        public void Open() => _open.TrySetResult();

        public async Task DeliverAsync(OutboxBatch batch)
        {
            await _open.Task;
            if (Array.Exists(batch.Envelopes, envelope => envelope.Events is [{ Offset: var offset }] && offset == poisoned))
            {
                throw new NotSupportedException("It cannot be read.");
            }

            lock (_lock)
            {
                _taken.AddRange(batch.Envelopes);
                Complete();
            }
        }

        public Task<Envelope[]> WhenTakenAsync(int count)
        {
            lock (_lock)
            {
                _wanted = count;
                Complete();
                return _enough.Task;
            }
        }

        private void Complete()
        {
            if (_taken.Count >= _wanted)
            {
                _enough.TrySetResult([.. _taken]);
            }
        }
    }

    /// <summary>An inbox whose every call waits until the test answers it.</summary>
    private sealed class FakeInbox : IGatewayInboxClient, IGatewayInboxService
    {
        private readonly Lock _lock = new();
        private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
        private TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<OutboxBatch> Calls { get; } = [];

        public IGatewayInboxService GetInbox(SiloAddress gateway) => this;

        public Task DeliverAsync(OutboxBatch batch)
        {
            lock (_lock)
            {
                Calls.Add(batch);
                _answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                foreach (var (count, reached) in _waiters.Where(waiter => waiter.Count <= Calls.Count))
                {
                    reached.TrySetResult();
                }

                return _answer.Task;
            }
        }

        public Task WhenCalledAsync(int count)
        {
            lock (_lock)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiters.Add((count, reached));
                if (Calls.Count >= count)
                {
                    reached.TrySetResult();
                }

                return reached.Task;
            }
        }

        public void Answer()
        {
            lock (_lock)
            {
                _answer.TrySetResult();
            }
        }

        public void Fail()
        {
            lock (_lock)
            {
                _answer.TrySetException(new TimeoutException("No answer."));
            }
        }
    }
}
