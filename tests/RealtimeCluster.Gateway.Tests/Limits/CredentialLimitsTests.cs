using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Tests.Environments;

namespace RealtimeCluster.Gateway.Tests.Limits;

public sealed class CredentialLimitsTests : IDisposable
{
    private const int PerAddress = 3;
    private const int PerNetwork = 7;

    private readonly FakeTimeProvider _time = new();
    private readonly LogCapture _logs = new();
    private readonly CredentialLimits _limits;

    public CredentialLimitsTests() => _limits = TestCredentialLimits.Create(
        _time, new CredentialOptions { MaxFailuresPerAddress = PerAddress, MaxFailuresPerNetwork = PerNetwork }, _logs);

    public void Dispose() => _logs.Dispose();

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", false)]
    [InlineData("203.0.113.7", "203.0.113.8", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", true)]
    public void MayTry_AfterTooManyFailures_HoldsForWhatIsOneClients(string guesser, string other, bool expected)
    {
        Fail(guesser, PerAddress);

        Assert.Equal(expected, MayTry(other));
    }

    [Fact]
    public void MayTry_WrongAtOneDoor_IsNotHeardAtAnyOther()
    {
        Fail("203.0.113.7", 1, CredentialDoor.Connect);
        Fail("203.0.113.7", 1, CredentialDoor.ServerApi);
        Fail("203.0.113.7", 1, CredentialDoor.GetMembers);

        Assert.All(Enum.GetValues<CredentialDoor>(), door => Assert.False(MayTry("203.0.113.7", "right", door)));
    }

    [Theory]
    [InlineData("203.0.113.", "203.0.113.200", "203.0.114.1")]
    [InlineData("2001:db8:1:{0}::", "2001:db8:1:ffff::1", "2001:db8:2::1")]
    public void MayTry_ManyAddressesOfANetwork_AreBoundedTogether(string prefix, string sibling, string stranger)
    {
        for (var i = 1; i <= PerNetwork; i++)
        {
            Fail(prefix.Contains('{', StringComparison.Ordinal) ? prefix.Replace("{0}", $"{i}", StringComparison.Ordinal) + "1" : $"{prefix}{i}", 1);
        }

        Assert.Equal((false, true), (MayTry(sibling), MayTry(stranger)));
    }

    [Fact]
    public void MayTry_NextWindow_Begins()
    {
        Fail("203.0.113.7", PerAddress * 10);
        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        var before = MayTry("203.0.113.7");
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal((false, true), (before, MayTry("203.0.113.7")));
    }

    [Fact]
    public void MayTry_RightFromThereLately_IsHeardWhileSomebodyGuesses()
    {
        _limits.Succeeded(IPAddress.Parse("203.0.113.7"), "right");
        Fail("203.0.113.7", PerAddress);

        Assert.Equal((true, false, false), (MayTry("203.0.113.7", "right"), MayTry("203.0.113.7", "other"), MayTryElsewhere()));

        bool MayTryElsewhere()
        {
            Fail("198.51.100.1", PerAddress);
            return MayTry("198.51.100.1", "right");
        }
    }

    [Fact]
    public void MayTry_GuesserSharesAnAddressWithWhoWasRight_GuessesNoMoreThanTenTimesTheLimit()
    {
        _limits.Succeeded(IPAddress.Parse("203.0.113.7"), "right");

        var guesses = 0;
        for (; guesses < 1_000 && MayTry("203.0.113.7", "right"); guesses++)
        {
            if (MayTry("203.0.113.7", $"guess-{guesses}"))
            {
                Fail("203.0.113.7", 1);
            }
        }

        Assert.Equal(10 * PerAddress, guesses);
    }

    [Fact]
    public void MayTry_OneAddressGoesOnUnheard_LeavesTheRestOfItsNetwork()
    {
        Fail("203.0.113.7", PerAddress);

        for (var i = 0; i < 100; i++)
        {
            MayTry("203.0.113.7");
        }

        Assert.True(MayTry("203.0.113.8"));
    }

    [Fact]
    public void MayTry_RightFromThereLongAgo_IsForgotten()
    {
        _limits.Succeeded(IPAddress.Parse("203.0.113.7"), "right");
        _time.Advance(TimeSpan.FromMinutes(21));
        Fail("203.0.113.7", PerAddress);

        Assert.False(MayTry("203.0.113.7", "right"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(100, 3)]
    public void Failed_AsAShare_CountsAsManyAsThat(int share, int failures)
    {
        var count = 0;
        for (; MayTry("203.0.113.7"); count++)
        {
            _limits.Failed(CredentialDoor.Admin, IPAddress.Parse("203.0.113.7"), share);
        }

        Assert.Equal(failures, count);
    }

    [Fact]
    public void MayTry_AddressNotKnown_IsLimitedToo()
    {
        for (var i = 0; i < PerAddress; i++)
        {
            _limits.Failed(CredentialDoor.Connect, null);
        }

        Assert.False(_limits.MayTry(CredentialDoor.Connect, null, "right"));
    }

    [Fact]
    public void Failed_ManyAddressesOverTheLimit_IsLoggedOnceAWindow()
    {
        for (var i = 0; i < 50; i++)
        {
            Fail($"10.{i}.0.1", PerAddress + 2);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Fail("203.0.113.7", PerAddress);

        Assert.Equal(2, _logs.Entries.Count(static entry => entry.Text.StartsWith("Too many wrong credentials", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(10, 9, false)]
    [InlineData(10, 10, true)]
    public void Options_NetworkBelowAddress_AreRefused(int address, int network, bool isValid) => Assert.Equal(
        isValid,
        new CredentialOptionsRules().Validate(null, new CredentialOptions { MaxFailuresPerAddress = address, MaxFailuresPerNetwork = network }).Succeeded);

    private bool MayTry(string address, string credential = "any", CredentialDoor door = CredentialDoor.Connect) =>
        _limits.MayTry(door, IPAddress.Parse(address), credential);

    private void Fail(string address, int count, CredentialDoor door = CredentialDoor.Connect)
    {
        for (var i = 0; i < count; i++)
        {
            _limits.Failed(door, IPAddress.Parse(address));
        }
    }
}
