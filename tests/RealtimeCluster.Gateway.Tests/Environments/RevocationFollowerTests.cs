using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using RealtimeCluster.Contracts.Revocations;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Gateway.Tests.Environments;

public sealed class RevocationFollowerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeCluster _cluster = new();
    private readonly RevokedCredentials _revoked;
    private readonly RevocationFollower _follower;

    public RevocationFollowerTests()
    {
        _revoked = new RevokedCredentials(_time);
        _follower = new RevocationFollower(Stand.In<IGrainFactory>(_ => _cluster), _revoked, _time, NullLogger<RevocationFollower>.Instance);
    }

    public void Dispose() => _follower.Dispose();

    [Fact]
    public async Task FollowAsync_SomethingIsNew_IsTaken()
    {
        _cluster.Version = new RevocationVersion(1, 1);
        _cluster.Items = [Item("a")];

        await _follower.FollowAsync(CancellationToken.None);
        _cluster.Version = new RevocationVersion(1, 2);
        _cluster.Items = [Item("b")];
        await _follower.FollowAsync(CancellationToken.None);

        Assert.Equal(2, _revoked.ToArray().Length);
        Assert.Equal(_cluster.Version, _revoked.Version);
        Assert.Empty(_cluster.Merged);
    }

    [Fact]
    public async Task FollowAsync_TheClusterLostWhatItHad_LearnsItFromHere()
    {
        _cluster.Version = new RevocationVersion(1, 1);
        _cluster.Items = [Item("a")];
        await _follower.FollowAsync(CancellationToken.None);

        _cluster.Version = new RevocationVersion(2, 0);
        _cluster.Items = [];
        await _follower.FollowAsync(CancellationToken.None);

        Assert.Equal([Item("a")], _cluster.Merged);
        Assert.Equal(2, _revoked.Version.Epoch);
        Assert.Single(_revoked.ToArray());
    }

    [Fact]
    public async Task IsSettled_NoAnswer_OnlyAfterAWhile()
    {
        _cluster.Failure = new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(() => _follower.FollowAsync(CancellationToken.None));

        Assert.False(_follower.IsSettled);
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.True(_follower.IsSettled);
    }

    [Fact]
    public async Task IsSettled_Answered_AtOnce()
    {
        await _follower.FollowAsync(CancellationToken.None);

        Assert.True(_follower.IsSettled);
    }

    private Revocation Item(string key) => new("shop", CredentialKind.Session, CredentialDigest.Of(key), _time.GetUtcNow().AddDays(1));

    private sealed class FakeCluster : IRevocationsGrain
    {
        public RevocationVersion Version { get; set; }

        public Revocation[] Items { get; set; } = [];

        public List<Revocation> Merged { get; } = [];

        public Exception? Failure { get; set; }

        public Task<bool> RevokeAsync(Revocation revocation) => throw new NotSupportedException();

        public Task<RevocationList?> ReadAsync(RevocationVersion known) => Failure is not null ? Task.FromException<RevocationList?>(Failure)
            : Task.FromResult(known == Version ? null : new RevocationList(Version, known.Epoch == Version.Epoch ? known.Number : 0, Items));

        public Task<RevocationList> MergeAsync(Revocation[] held)
        {
            Merged.AddRange(held);
            Version = Version with { Number = held.Length };
            return Task.FromResult(new RevocationList(Version, After: 0, held));
        }
    }
}
