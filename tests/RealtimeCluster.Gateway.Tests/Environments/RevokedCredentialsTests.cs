using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Revocations;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Tests.Environments;

public sealed class RevokedCredentialsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RevokedCredentials _revoked;
    private int _changes;

    public RevokedCredentialsTests()
    {
        _revoked = new RevokedCredentials(_time);
        _revoked.Changed += () => _changes++;
    }

    [Fact]
    public void Take_NextOnes_AreKnownAndTold()
    {
        _revoked.TakeAnswer(List(epoch: 1, after: 0, "a"));
        _revoked.Take(List(epoch: 1, after: 1, "b", "c"));

        Assert.Equal(new RevocationVersion(1, 3), _revoked.Version);
        Assert.Equal((true, true, 2), (IsRevoked("a"), IsRevoked("c"), _changes));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 0)]
    public void Take_SomeBeforeAreMissing_CountAndTheOthersAreStillToBeAsked(long epoch, long after)
    {
        _revoked.TakeAnswer(List(epoch: 1, after: 0, "a"));

        _revoked.Take(List(epoch, after, "d"));

        Assert.True(IsRevoked("d"));
        Assert.Equal(new RevocationVersion(1, 1), _revoked.Version);
    }

    [Fact]
    public void Take_OlderListComesLater_TakesNothingBack()
    {
        _revoked.TakeAnswer(List(epoch: 1, after: 0, "a", "b"));

        _revoked.Take(List(epoch: 1, after: 0, "a"));

        Assert.Equal((new RevocationVersion(1, 2), 1), (_revoked.Version, _changes));
    }

    [Fact]
    public void IsRevoked_AfterItsEnd_CountsNoMoreAndIsLetGo()
    {
        _revoked.TakeAnswer(List(epoch: 1, after: 0, "a"));
        _time.Advance(TimeSpan.FromHours(1));

        Assert.False(IsRevoked("a"));
        _revoked.Take(List(epoch: 1, after: 1, "b"));
        Assert.Equal([CredentialDigest.Of("b")], _revoked.ToArray().Select(static item => item.Digest));
    }

    [Fact]
    public void IsRevoked_OtherEnvironmentOrKind_IsAnother()
    {
        _revoked.TakeAnswer(List(epoch: 1, after: 0, "a"));

        Assert.False(_revoked.IsRevoked("other", PresentedKey.From("a")));
        Assert.False(_revoked.IsRevoked("shop", new PresentedSession(Given: true, "u", null, CredentialDigest.Of("a"), Secret: null)));
    }

    private bool IsRevoked(string apiKey) => _revoked.IsRevoked("shop", PresentedKey.From(apiKey));

    private RevocationList List(long epoch, long after, params string[] keys) => new(
        new RevocationVersion(epoch, after + keys.Length),
        after,
        [.. keys.Select(key => new Revocation("shop", CredentialKind.ApiKey, CredentialDigest.Of(key), _time.GetUtcNow().AddHours(1)))]);
}
