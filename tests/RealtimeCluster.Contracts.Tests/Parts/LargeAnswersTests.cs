using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Tests.Parts;

public sealed class LargeAnswersTests : IDisposable
{
    private static readonly SiloAddress Asker = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);
    private static readonly SiloAddress Giver = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 2), 1);

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly FakeParts _parts = new();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task AskAsync_LargeAnswer_ArrivesAsItWasThoughACallForAPartFailed()
    {
        var (asker, giver) = (Create(Asker), Create(Giver));
        var answer = new Payload(new byte[(3 * AnswerStore.PartBytes) + 5]);
        Random.Shared.NextBytes(answer.Json);
        _parts.FailureCount = 2;

        var given = await asker.AskAsync(() => giver.GiveAsync(answer, LargeAnswers.MaxBytes + 1));

        Assert.NotSame(answer, given);
        Assert.Equal(answer.Json, given.Json);
        Assert.Equal(4 + 2, _parts.CallCount);
    }

    [Fact]
    public async Task AskAsync_SmallAnswer_IsGivenAsItIs()
    {
        var answer = new Payload(new byte[10]);

        Assert.Same(answer, await Create(Asker).AskAsync(() => Create(Giver).GiveAsync(answer, LargeAnswers.MaxBytes)));
    }

    [Fact]
    public async Task GiveAsync_ToANodeThatDoesNotFetch_GivesTheWhole()
    {
        var answer = new Payload(new byte[10]);

        Assert.Same(answer, await Create(Giver).GiveAsync(answer, long.MaxValue));
    }

    [Fact]
    public async Task AskAsync_OfTheSameProcess_IsGivenAsItIs()
    {
        var answer = new Payload(new byte[10]);

        Assert.Same(answer, await Create(Giver).AskAsync(() => Create(Giver).GiveAsync(answer, long.MaxValue)));
    }

    [Fact]
    public async Task AskAsync_TheNodeForgotIt_Fails()
    {
        var (asker, giver) = (Create(Asker), Create(Giver));
        _parts.FailureCount = int.MaxValue;

        await Assert.ThrowsAsync<TimeoutException>(() => asker.AskAsync(() => giver.GiveAsync(new Payload(new byte[10]), long.MaxValue)));
    }

    [Fact]
    public void LargeAnswerException_Serialized_NamesTheAnswer()
    {
        var serializer = _services.GetRequiredService<Serializer>();
        var answer = new LargeAnswer(Giver, Guid.NewGuid(), 7);

        var read = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(new LargeAnswerException { Answer = answer }));

        Assert.Equal(answer, Assert.IsType<LargeAnswerException>(read).Answer);
    }

    private LargeAnswers Create(SiloAddress self) => new(_parts.Store, _parts, _services.GetRequiredService<Serializer>(), self, RecoveryTimes.Default, TimeProvider.System);

    private sealed class FakeParts : IPartClient, IPartService
    {
        public AnswerStore Store { get; } = new(RecoveryTimes.Default, TimeProvider.System);

        public int FailureCount { get; set; }

        public int CallCount { get; private set; }

        public IPartService Get(SiloAddress node) => this;

        public Task<byte[]?> ReadAsync(Guid id, int start)
        {
            CallCount++;
            return FailureCount-- > 0 ? throw new TimeoutException("No answer.") : Task.FromResult(Store.Read(id, start)?.ToArray());
        }
    }
}
