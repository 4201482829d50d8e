using System.Collections.Concurrent;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Http;

namespace RealtimeCluster.Gateway.Tests.Http;

/// <summary>Answers with one member, fails for <c>broken</c>, and never answers for <c>stuck</c>.</summary>
internal sealed class FakeMemberQuery : IMemberQuery
{
    private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<(string Environment, string Channel)> Asked { get; } = new();

    public Task Stuck => _stuck.Task;

    public async Task<(byte[] Json, StreamPosition Position)> GetMembersJsonAsync(string environment, string channel, CancellationToken cancellationToken)
    {
        Asked.Enqueue((environment, channel));
        if (channel == "stuck")
        {
            _stuck.TrySetResult();

            // Deaf to its token, as the worst of queries.
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        }

        return channel == "broken" ? throw new InvalidOperationException("secret detail") : ("""[{"id":"a","data":1}]"""u8.ToArray(), new StreamPosition(0x1f, 42));
    }
}
