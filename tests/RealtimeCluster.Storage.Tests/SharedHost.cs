namespace RealtimeCluster.Storage.Tests;

/// <summary>One silo for all tests of a class; their grains keep them apart.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    private StorageHost? _host;

    /// <inheritdoc />
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>The silo, started by the first test that asks; the tests of a class run one after another.</summary>
    internal async Task<StorageHost> GetAsync(IEnumerable<KeyValuePair<string, string?>> settings) => _host ??= await StorageHost.StartAsync(settings);
}
