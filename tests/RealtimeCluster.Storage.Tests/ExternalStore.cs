using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Storage.Tests;

/// <summary>The process of a real store, on a port and in a folder that it keeps when it is started again.</summary>
public abstract class ExternalStore : IAsyncLifetime
{
    // The emulator computes for three seconds before it listens, which is half a minute of a busy machine.
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan SignalDeadline = TimeSpan.FromSeconds(5);

    private HostProcess? _process;

    /// <summary>The loopback port it listens on.</summary>
    protected int Port { get; } = Ports.GetFree();

    /// <summary>Where its data lie.</summary>
    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("realtime-store-");

    /// <summary>What it prints when it takes connections.</summary>
    protected abstract string ReadyLine { get; }

    /// <summary>Starts it.</summary>
    public async Task InitializeAsync()
    {
        _process = Start();
        await _process.WaitForOutputAsync(ReadyLine, StartDeadline);
    }

    /// <summary>Kills it.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    /// <summary>Stops its answers; its connections stay.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    /// <summary>Lets it answer again.</summary>
    public Task ResumeAsync() => SignalAsync("-CONT");

    /// <summary>Kills it and removes its data.</summary>
    public async Task DisposeAsync()
    {
        await StopAsync();
        Folder.Delete(recursive: true);
    }

    /// <summary>Starts the program.</summary>
    protected abstract HostProcess Start();

    private async Task SignalAsync(string signal)
    {
        var process = _process ?? throw new InvalidOperationException("The store is not running.");
        var (exitCode, output) = await HostProcess.RunAsync(SignalDeadline, "kill", signal, $"{process.Id}");
        Assert.True(exitCode == 0, $"kill {signal} ended with {exitCode}: {output}");
    }
}
