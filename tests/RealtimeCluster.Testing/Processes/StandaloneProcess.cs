namespace RealtimeCluster.Testing.Processes;

/// <summary>The standalone host as a process.</summary>
public sealed class StandaloneProcess : IRunningServer, IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly HostProcess _host;

    private StandaloneProcess(HostProcess host, Uri url)
    {
        _host = host;
        GatewayUrls = [url];
    }

    /// <inheritdoc />
    public IReadOnlyList<Uri> GatewayUrls { get; }

    /// <summary>The process.</summary>
    public HostProcess Host => _host;

    /// <summary>Starts it and waits until traffic flows.</summary>
    /// <param name="configPath">Its configuration file; none for open environments.</param>
    /// <param name="port">Where the configuration lets it listen for HTTP; none for a free one.</param>
    public static async Task<StandaloneProcess> StartAsync(string? configPath = null, int? port = null)
    {
        var url = new Uri($"http://127.0.0.1:{port ?? Ports.GetFree()}");
        string[] arguments = [Repository.GetHost("deploy/standalone", "RealtimeCluster.Standalone"), "--urls", url.ToString()];
        var host = HostProcess.Start("dotnet", configPath is null ? arguments : [.. arguments, "--config", configPath]);
        var standalone = new StandaloneProcess(host, url);
        try
        {
            await Readiness.WaitAsync(url, StartDeadline, () => host.IsRunning, standalone.DescribeState);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        return standalone;
    }

    /// <inheritdoc />
    public string DescribeState() => $"standalone is {(_host.IsRunning ? "running" : "gone")}:\n{_host.Output}";

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
