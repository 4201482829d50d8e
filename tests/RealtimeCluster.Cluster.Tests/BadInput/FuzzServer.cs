using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>The standalone host with short times, so that what strangers leave behind ends while a test waits, and what it says of itself.</summary>
internal sealed class FuzzServer : IAsyncDisposable
{
    /// <summary>Whom its certificate names.</summary>
    public const string CertificateName = "CN=localhost";

    private const int MaxTimeLength = 30;
    private const int MaxErrorLines = 100;
    private const string Unhandled = "Unhandled exception";
    private const string CertificatePassword = "of-this-run";
    private static readonly string[] Levels = ["warn: ", "fail: ", "crit: ", Unhandled];
    private static readonly TimeSpan CollectionDeadline = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder;
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, long> _logged = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private volatile bool _isInError;
    private StandaloneProcess _process = null!;

    private FuzzServer(DirectoryInfo folder, int managementPort)
    {
        _folder = folder;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{managementPort}") };
    }

    /// <summary>Where the inputs go, and where a client must be served as well as elsewhere.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Its process.</summary>
    public HostProcess Host => _process.Host;

    /// <summary>What it logged as a warning or worse, by level and category, with how often.</summary>
    public IReadOnlyDictionary<string, long> Logged => _logged;

    /// <summary>The first lines of what it logged as an error or worse, and of what ended it.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts it.</summary>
    /// <param name="path">The way inputs take.</param>
    public static async Task<FuzzServer> StartAsync(FuzzPath path)
    {
        var (http, https, management) = (Ports.GetFree(), Ports.GetFree(), Ports.GetFree());
        var server = new FuzzServer(Directory.CreateTempSubdirectory("realtime-fuzz-"), management);
        var certificate = Path.Combine(server._folder.FullName, "tls.pfx");
        await File.WriteAllBytesAsync(certificate, MakeCertificate());
        var configuration = Path.Combine(server._folder.FullName, "config.json");
        await File.WriteAllTextAsync(configuration, JsonSerializer.Serialize(new
        {
            Kestrel = new
            {
                Endpoints = new
                {
                    Http = new { Url = $"http://127.0.0.1:{http}" },
                    Https = new { Url = $"https://127.0.0.1:{https}", Certificate = new { Path = certificate, Password = CertificatePassword } },
                },
            },
            Management = new { Port = management },
            Realtime = new
            {
                OpenEnvironments = true,
                ServerTokens = new[] { RequestInputs.Token },
                Recovery = new { Window = "00:00:02", PresenceGrace = "00:00:00.5", GoodbyeGrace = "00:00:00.5" },
            },
            Gateway = new
            {
                EngineIO = new
                {
                    DirectWebSockets = path == FuzzPath.Direct,
                    PingInterval = "00:00:02",
                    PingTimeout = "00:00:10",
                    UpgradeTimeout = "00:00:01",
                    CloseTimeout = "00:00:01",
                    ReceiveTimeout = "00:00:02",
                },
                SocketIO = new { ConnectTimeout = "00:00:10" },
                Uplink = new { IdleTimeout = "00:00:01" },
                ServerApi = new { BodyTimeout = "00:00:02" },
            },
        }));
        server._process = await StandaloneProcess.StartAsync(configuration, http);
        server._process.Host.Watch(server.Count);
        server.Url = path == FuzzPath.Tls ? new Uri($"https://127.0.0.1:{https}") : server._process.GatewayUrls[0];
        return server;
    }

    /// <summary>What an instrument says now, in all.</summary>
    /// <param name="name">Its name as Prometheus writes it.</param>
    public async Task<long> ReadAsync(string name) => Sum(await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), name);

    /// <summary>The managed memory that is in use after everything else was collected.</summary>
    public async Task<long> MeasureHeapAsync()
    {
        const string Collections = "dotnet_gc_collections_total{otel_scope_name=\"System.Runtime\",gc_heap_generation=\"gen2\"}";
        using var deadline = new CancellationTokenSource(CollectionDeadline);

        // Twice: what has a finalizer is free only after the first.
        for (var i = 0; i < 2; i++)
        {
            var before = await ReadAsync(Collections);
            await InducedCollection.RunAsync(Host.Id, deadline.Token);
            await Eventually.TrueAsync(async () => await ReadAsync(Collections) > before, "a full collection", CollectionDeadline);
        }

        return await ReadAsync("dotnet_gc_last_collection_heap_size_bytes") - await ReadAsync("dotnet_gc_last_collection_heap_fragmentation_size_bytes");
    }

    /// <summary>Its last words.</summary>
    public string DescribeState() => _process.DescribeState();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static long Sum(string metrics, string name) => metrics.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && (name[^1] == '}' || line[name.Length] is '{' or ' '))
        .Sum(static line => (long)double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));

    private static byte[] MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(CertificateName, key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        return certificate.Export(X509ContentType.Pfx, CertificatePassword);
    }

    // The first line of an entry has its time, level and category with the number of the event; the others are indented.
    private void Count(string line)
    {
        if (!line.StartsWith(' '))
        {
            var level = Levels.FirstOrDefault(level => line.IndexOf(level, StringComparison.Ordinal) is >= 0 and < MaxTimeLength);
            _isInError = level is "fail: " or "crit: " or Unhandled;
            if (level is not null)
            {
                _logged.AddOrUpdate(line[line.IndexOf(level, StringComparison.Ordinal)..], 1, static (_, count) => count + 1);
            }
        }

        if (_isInError && _errors.Count < MaxErrorLines)
        {
            _errors.Enqueue(line);
        }
    }
}
