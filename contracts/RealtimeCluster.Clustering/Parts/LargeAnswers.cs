using Orleans.Serialization;
using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Clustering.Parts;

/// <summary>Keeps large answers in this node's store, and fetches those of others from theirs.</summary>
/// <remarks>
/// Whoever asks says so in the request's context; without that, as between nodes of former versions or within one process, an answer goes as it is. A part that
/// does not come is asked for again: what an owner hands over exists only once. Thread-safe.
/// </remarks>
internal sealed class LargeAnswers : ILargeAnswers
{
    /// <summary>The largest answer that goes in one message.</summary>
    public const long MaxBytes = 4 * 1024 * 1024;

    private const string AskerKey = "realtime.asker";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly AnswerStore _store;
    private readonly IPartClient _parts;
    private readonly Serializer _serializer;
    private readonly SiloAddress _self;
    private readonly string _asker;
    private readonly RecoveryTimes _times;
    private readonly TimeProvider _time;

    public LargeAnswers(AnswerStore store, IPartClient parts, Serializer serializer, SiloAddress self, RecoveryTimes times, TimeProvider time)
    {
        (_store, _parts, _serializer, _self, _times, _time) = (store, parts, serializer, self, times, time);
        _asker = self.ToParsableString();
    }

    public Task<T> GiveAsync<T>(T answer, long sizeBytes) =>
        sizeBytes <= MaxBytes || RequestContext.Get(AskerKey) is not string asker || asker == _asker ? Task.FromResult(answer) : KeepAsync(answer);

    public async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Task<T> asked;
        RequestContext.Set(AskerKey, _asker);
        try
        {
            asked = call();
        }
        finally
        {
            RequestContext.Remove(AskerKey);
        }

        try
        {
            return await asked;
        }
        catch (LargeAnswerException elsewhere) when (elsewhere.Answer is not null)
        {
            return await FetchAsync<T>(elsewhere.Answer);
        }
    }

    // Off the scheduler of whoever answers: the others there need not wait.
    private async Task<T> KeepAsync<T>(T answer)
    {
        var bytes = await Task.Run(() => _serializer.SerializeToArray(answer));
        throw _store.TryKeep(bytes, out var id)
            ? new LargeAnswerException { Answer = new LargeAnswer(_self, id, bytes.Length) }
            : new OrleansException("Too many large answers wait to be fetched.");
    }

    private async Task<T> FetchAsync<T>(LargeAnswer answer)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(answer.SizeBytes);
        for (var start = 0; start < bytes.Length;)
        {
            var part = await ReadAsync(answer, start);
            part.CopyTo(bytes.AsSpan(start));
            start += part.Length;
        }

        return await Task.Run(() => _serializer.Deserialize<T>(bytes)!);
    }

    private async Task<byte[]> ReadAsync(LargeAnswer answer, int start)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _parts.Get(answer.Node).ReadAsync(answer.Id, start).WaitAsync(_times.Part, _time) is { Length: > 0 } part
                    ? part
                    : throw new OrleansException("A large answer is kept no more.");
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException && attempt < RecoveryTimes.PartAttempts)
            {
                await Task.Delay(RetryDelay, _time);
            }
        }
    }
}
