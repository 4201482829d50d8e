using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Where a host listens, as its configuration says before it starts. Immutable.</summary>
/// <param name="Host">A name, an IP address, or a wildcard for all addresses of the machine.</param>
/// <param name="Port">The TCP port; 0 for a free one.</param>
/// <param name="Setting">The setting that names it.</param>
public sealed record ListenAddress(string Host, int Port, string Setting)
{
    private static readonly string[] PortSettings = ["http_ports", "https_ports"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>The addresses of the web server, by Kestrel's own rules: its endpoints, or else <c>urls</c>, or else the ports, or else port 5000 of this machine.</summary>
    /// <param name="configuration">The configuration of the host. What cannot be read is left to Kestrel.</param>
    public static IReadOnlyList<ListenAddress> OfWebServer(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(static endpoint => endpoint["Url"]).OfType<string>().ToArray();
        if (endpoints.Length > 0)
        {
            return [.. endpoints.Select(static url => Parse(url, "Kestrel:Endpoints")).OfType<ListenAddress>()];
        }

        if (configuration["urls"] is { Length: > 0 } urls)
        {
            return [.. Split(urls).Select(static url => Parse(url, "--urls")).OfType<ListenAddress>()];
        }

        ListenAddress[] all = [.. PortSettings.SelectMany(name => Split(configuration[name] ?? string.Empty).Select(port => Parse($"http://*:{port}", name))).OfType<ListenAddress>()];
        return all.Length > 0 ? all : [new ListenAddress("localhost", 5000, "--urls")];
    }

    /// <summary>The addresses of the web server and of what else a node listens on with a port of its own.</summary>
    /// <param name="configuration">The configuration of the host.</param>
    /// <param name="hasWebServer">Whether it has a web server.</param>
    public static IEnumerable<ListenAddress> OfNode(IConfiguration configuration, bool hasWebServer)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var others = new[]
        {
            (Host: configuration["Cluster:AdvertisedAddress"], Setting: "Cluster:SiloPort"),
            (Host: configuration["Cluster:AdvertisedAddress"], Setting: "Cluster:ClientPort"),
            (Host: configuration["Management:Address"], Setting: "Management:Port"),
        };
        return others
            .Select(other => int.TryParse(configuration[other.Setting], out var port) ? new ListenAddress(other.Host ?? "localhost", port, other.Setting) : null)
            .OfType<ListenAddress>()
            .Concat(hasWebServer ? OfWebServer(configuration) : []);
    }

    /// <summary>Whether a program of this machine already answers there. An address that cannot be tried counts as free.</summary>
    public async Task<bool> IsTakenAsync()
    {
        if (Port == 0)
        {
            return false;
        }

        using var deadline = new CancellationTokenSource(Patience);
        var host = Host.Trim('[', ']');
        var isEverywhere = host is "*" or "+" || (IPAddress.TryParse(host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(isEverywhere ? "127.0.0.1" : host, Port, deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private static string[] Split(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static ListenAddress? Parse(string url, string setting)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe ? null : new ListenAddress(address.Host, address.Port, setting);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
