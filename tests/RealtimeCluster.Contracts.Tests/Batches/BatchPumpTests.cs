using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Clustering.Batches;

namespace RealtimeCluster.Contracts.Tests.Batches;

public sealed class BatchPumpTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(1));

    [Fact]
    public async Task Post_WhileABatchFlies_GathersAndGoesAsOneBatch()
    {
        var pump = new Pump(_time);
        pump.Post("a");
        await pump.SendingAsync();
        pump.Post("b");
        pump.Post("c");

        pump.Answer();
        await pump.SendingAsync();
        pump.Answer();
        await pump.RestAsync().WaitAsync(Deadline);

        Assert.Equal(["a", "b c"], pump.Sent);
        Assert.Equal(1, pump.MostInFlight);
    }

    [Fact]
    public async Task StandsFor_OneInFlight_IsHowLongItHasBeenUnderWay()
    {
        var pump = new Pump(_time);
        var before = pump.StandsFor;
        pump.Post("a");
        await pump.SendingAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        var during = pump.StandsFor;
        pump.Answer();
        await pump.RestAsync().WaitAsync(Deadline);

        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(3), TimeSpan.Zero), (before, Rounded(during), pump.StandsFor));
    }

    [Fact]
    public async Task Send_Throws_IsToldAndTheNextBatchGoes()
    {
        var pump = new Pump(_time);
        pump.Post("a");
        await pump.SendingAsync();
        pump.Post("b");

        pump.Fail();
        await pump.SendingAsync();
        pump.Answer();
        await pump.RestAsync().WaitAsync(Deadline);

        Assert.Equal(["a"], pump.Faults);
        Assert.Equal(["a", "b"], pump.Sent);
    }

    [Fact]
    public async Task Take_TooEarly_WaitsForWhatItIsToldAndThenAsksAgain()
    {
        var pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pump = new Pump(_time) { Pause = pause.Task };
        pump.Post("a");
        await pump.PausedAsync();
        pump.Post("b");
        Assert.Equal(TimeSpan.Zero, pump.StandsFor);

        pause.SetResult();
        await pump.SendingAsync();
        pump.Answer();
        await pump.RestAsync().WaitAsync(Deadline);

        Assert.Equal(["a b"], pump.Sent);
    }

    [Fact]
    public async Task Rest_NothingIsUnderWay_IsOverAndMayBeginAgain()
    {
        var pump = new Pump(_time);
        Assert.True(pump.RestAsync().IsCompleted);
        for (var round = 0; round < 2; round++)
        {
            pump.Post("a");
            var rest = pump.RestAsync();
            await pump.SendingAsync();
            Assert.False(rest.IsCompleted);
            pump.Answer();
            await rest.WaitAsync(Deadline);
        }

        Assert.Equal(["a", "a"], pump.Sent);
    }

    private static TimeSpan Rounded(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds));

    /// <summary>Sends texts, each batch until it is answered.</summary>
    private sealed class Pump(TimeProvider time) : BatchPump<string>(time)
    {
        private readonly List<string> _waiting = [];
        private readonly Channel<bool> _sending = Channel.CreateUnbounded<bool>();
        private readonly Channel<bool> _paused = Channel.CreateUnbounded<bool>();
        private TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _inFlight;

        public Task? Pause { get; set; }

        public List<string> Sent { get; } = [];

        public List<string> Faults { get; } = [];

        public int MostInFlight { get; private set; }

        public void Post(string text)
        {
            lock (Gate)
            {
                _waiting.Add(text);
                TryStart();
            }
        }

        public Task<bool> SendingAsync() => _sending.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

        public Task<bool> PausedAsync() => _paused.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

        public void Answer() => TakeAnswer().SetResult();

        public void Fail() => TakeAnswer().SetException(new InvalidOperationException("It was told to fail."));

        public new Task RestAsync()
        {
            lock (Gate)
            {
                return base.RestAsync();
            }
        }

        protected override bool TryTake(out string batch, out Task? pause)
        {
            (batch, pause) = (string.Empty, null);
            if (Pause is { IsCompleted: false } early)
            {
                pause = early;
                _paused.Writer.TryWrite(true);
                return true;
            }

            batch = string.Join(' ', _waiting);
            _waiting.Clear();
            return batch.Length > 0;
        }

        protected override async Task SendAsync(string batch)
        {
            Sent.Add(batch);
            MostInFlight = Math.Max(MostInFlight, Interlocked.Increment(ref _inFlight));
            var answer = Volatile.Read(ref _answer).Task;
            _sending.Writer.TryWrite(true);
            try
            {
                await answer;
            }
            finally
            {
                Interlocked.Decrement(ref _inFlight);
            }
        }

        protected override void OnFault(string batch, Exception exception) => Faults.Add(batch);

        private TaskCompletionSource TakeAnswer() => Interlocked.Exchange(ref _answer, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
