using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Contracts.Tests.Hosting;

/// <summary>What a host does where files cannot be watched.</summary>
public sealed class FileWatchingTests : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable(FileWatching.PollingVariable);

    public FileWatchingTests() => Environment.SetEnvironmentVariable(FileWatching.PollingVariable, null);

    public void Dispose() => Environment.SetEnvironmentVariable(FileWatching.PollingVariable, _before);

    [Theory]
    [InlineData(0, "1")]
    [InlineData(2, "1")]
    [InlineData(100, null)]
    public void PollWhereNothingCanBeWatched_SomeCanBe_PollsIfTheyAreTooFewAndLeavesNoneBehind(int free, string? expected)
    {
        var watchers = new List<Watcher>();

        FileWatching.PollWhereNothingCanBeWatched(() =>
        {
            var watcher = watchers.Count < free ? new Watcher() : throw new IOException("There are no more.");
            watchers.Add(watcher);
            return watcher;
        });

        Assert.Equal(expected, Environment.GetEnvironmentVariable(FileWatching.PollingVariable));
        Assert.All(watchers, static watcher => Assert.True(watcher.IsOver));
    }

    [Fact]
    public void PollWhereNothingCanBeWatched_ToldOtherwise_LeavesItSo()
    {
        Environment.SetEnvironmentVariable(FileWatching.PollingVariable, "0");

        FileWatching.PollWhereNothingCanBeWatched(static () => throw new IOException("There are no more."));

        Assert.Equal("0", Environment.GetEnvironmentVariable(FileWatching.PollingVariable));
    }

    private sealed class Watcher : IDisposable
    {
        public bool IsOver { get; private set; }

        public void Dispose() => IsOver = true;
    }
}
