using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Silo.Hosting;
using RealtimeCluster.Silo.Persistence;

namespace RealtimeCluster.Storage.Tests;

/// <summary>A silo in this process, set up as the silo's host does it, whose storage a test calls.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly IHost _host;

    private StorageHost(IHost host) => _host = host;

    /// <summary>The storage that the configuration chose.</summary>
    public IGrainStorage Storage => _host.Services.GetRequiredKeyedService<IGrainStorage>(RealtimeStorage.ProviderName);

    /// <summary>What it turns states into bytes with.</summary>
    public IGrainStorageSerializer Serializer => _host.Services.GetRequiredKeyedService<IGrainStorageSerializer>(RealtimeStorage.ProviderName);

    /// <summary>Starts a silo.</summary>
    /// <param name="settings">The configuration.</param>
    public static async Task<StorageHost> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.UseRealtimeCluster(static silo => silo.UseRealtimeSilo());
        var host = builder.Build();
        try
        {
            await host.StartAsync().WaitAsync(Deadline);
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return new StorageHost(host);
    }

    /// <summary>Reads a state.</summary>
    public async Task<GrainState<StoredState>> ReadAsync(GrainId grainId, CancellationToken cancellationToken = default)
    {
        var state = new GrainState<StoredState>();
        await Storage.ReadStateAsync("snapshot", grainId, state, cancellationToken);
        return state;
    }

    /// <summary>Reads the bytes of a state.</summary>
    public async Task<byte[]> ReadBodyAsync(GrainId grainId) => (await ReadAsync(grainId)).State?.Body ?? [];

    /// <summary>Writes a state, in place of the one it was read as.</summary>
    public Task WriteAsync(GrainId grainId, GrainState<StoredState> state) => Storage.WriteStateAsync("snapshot", grainId, state);

    /// <summary>Writes a new state.</summary>
    public async Task<GrainState<StoredState>> WriteNewAsync(GrainId grainId, params byte[] body)
    {
        var state = new GrainState<StoredState>(new StoredState { Body = body });
        await WriteAsync(grainId, state);
        return state;
    }

    /// <summary>Clears a state.</summary>
    public Task ClearAsync(GrainId grainId, GrainState<StoredState> state) => Storage.ClearStateAsync("snapshot", grainId, state);

    /// <summary>Stops the silo.</summary>
    public async ValueTask DisposeAsync()
    {
        using var expiry = new CancellationTokenSource(Deadline);
        await _host.StopAsync(expiry.Token);
        _host.Dispose();
    }
}
