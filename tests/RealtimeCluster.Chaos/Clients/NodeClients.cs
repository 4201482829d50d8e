using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Runs;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Chaos.Clients;

/// <summary>The real client libraries, in one Node process that reports what they see.</summary>
internal sealed class NodeClients : IAsyncDisposable
{
    private const int IdsEach = 1_000_000;
    private static readonly TimeSpan InstallDeadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(10);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/RealtimeCluster.Chaos/node");

    private readonly RunContext _context;
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Publication> _pending = new();
    private readonly Dictionary<string, IReadOnlyList<int>> _channels;
    private readonly Dictionary<string, bool> _hasOffset = [];
    private readonly Process _process;
    private readonly Lock _lock = new();
    private volatile bool _isOver;

    private NodeClients(RunContext context, Process process, Dictionary<string, IReadOnlyList<int>> channels)
    {
        _context = context;
        _process = process;
        _channels = channels;
    }

    /// <summary>Their sessions of now, each with the channels it should be in.</summary>
    public IEnumerable<(Session Session, IReadOnlyList<int> Channels)> Sessions => _sessions.Select(entry => (entry.Value, _channels[entry.Key]));

    /// <summary>Whether all are connected, in their channels, and without an unanswered message.</summary>
    public bool AreSettled
    {
        get
        {
            lock (_lock)
            {
                return _isOver || (_sessions.Count == _channels.Count
                    && _pending.IsEmpty
                    && Sessions.All(static entry => entry.Session.IsConnected && entry.Channels.All(channel => entry.Session.Memberships.Any(membership => membership.Channel == channel))));
            }
        }
    }

    /// <summary>Starts them; installs the libraries if they are missing.</summary>
    /// <param name="context">The run.</param>
    /// <param name="url">Where they connect, now and after every loss.</param>
    /// <param name="rate">Messages a second, over all of them with socket.io-client.</param>
    /// <param name="clients">Who they are.</param>
    public static async Task<NodeClients> StartAsync(RunContext context, Uri url, int rate, IReadOnlyList<RealClient> clients)
    {
        if (!AreInstalled())
        {
            var (exitCode, output) = await HostProcess.RunAsync(InstallDeadline, "npm", "ci", "--prefix", Folder, "--no-audit", "--no-fund", "--loglevel=error");
            if (exitCode != 0)
            {
                throw new InvalidOperationException($"npm ci ended with {exitCode}: {output}");
            }
        }

        var described = clients.Select((client, number) => new
        {
            name = $"{client.Name} {number}",
            library = client.Library,
            transports = client.Transports,
            firstId = 1_000_000_000 + (number * IdsEach),
            channels = client.Channels,
        }).ToArray();
        var settings = JsonSerializer.Serialize(new { env = context.Environment, url = url.GetLeftPart(UriPartial.Authority), rate, clients = described });
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("node", [Path.Combine(Folder, "clients.mjs"), settings]) { RedirectStandardInput = true, RedirectStandardOutput = true },
        };
        var started = new NodeClients(context, process, described.ToDictionary(static client => client.name, static client => client.channels, StringComparer.Ordinal));
        process.OutputDataReceived += (_, line) => started.Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        return started;
    }

    /// <summary>They publish from now on.</summary>
    public void StartPublishing() => Tell("start");

    /// <summary>They publish no more.</summary>
    public void StopPublishing() => Tell("stop");

    public async ValueTask DisposeAsync()
    {
        Freeze();
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var deadline = new CancellationTokenSource(StopDeadline);
            await _process.WaitForExitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    /// <summary>From now on the ledger does not change.</summary>
    public void Freeze()
    {
        lock (_lock)
        {
            _isOver = true;
        }
    }

    // npm writes the list of what it installed last; one older than what is asked for is of other versions.
    private static bool AreInstalled() =>
        File.GetLastWriteTimeUtc(Path.Combine(Folder, "node_modules", ".package-lock.json")) >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"));

    private void Tell(string line)
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
    }

    private void Take(string? text)
    {
        lock (_lock)
        {
            if (text is null || _isOver)
            {
                return;
            }

            using var line = JsonDocument.Parse(text);
            Take(line.RootElement, _context.Now);
        }
    }

    private void Take(JsonElement line, TimeSpan at)
    {
        var name = line.GetProperty("name").GetString()!;
        var type = line.GetProperty("type").GetString();
        if (type == "connect")
        {
            Connect(name, line.GetProperty("sid").GetString()!, at);
            return;
        }

        if (type == "connect_error")
        {
            _context.Ledger.Refuse(new RefusedConnect(name, at, line.GetProperty("message").GetString()!));
            return;
        }

        var session = _sessions[name];
        switch (type)
        {
            case "lost":
                session.Lose(at);
                break;
            case "joined":
                if (line.GetProperty("sid").GetString() == session.Id)
                {
                    session.Join(line.GetProperty("channel").GetInt32(), at, ReadPosition(line));
                }

                break;
            case "publish":
                var id = line.GetProperty("id").GetInt32();
                _pending[id] = _context.Ledger.Publish(session, line.GetProperty("channel").GetInt32(), at, id);
                break;
            case "ack" or "unknown" or "unanswered":
                Answer(line, type, at);
                break;
            default:
                Receive(session, name, line, type!, at);
                break;
        }
    }

    private void Connect(string name, string sid, TimeSpan at)
    {
        var former = _sessions.GetValueOrDefault(name);
        var current = former is null
            ? _context.Ledger.Connect(name, sid, "proxy", at, isRemote: true)
            : _context.Ledger.Reconnect(former, sid, "proxy", at, _hasOffset.GetValueOrDefault(name));
        _sessions[name] = current;
        if (current != former && name.StartsWith("altogic", StringComparison.Ordinal))
        {
            // The library joins on its own and asks for no answer.
            foreach (var channel in _channels[name])
            {
                current.Join(channel, at, null);
            }
        }
    }

    private void Answer(JsonElement line, string type, TimeSpan at)
    {
        if (!_pending.TryRemove(line.GetProperty("id").GetInt32(), out var publication))
        {
            return;
        }

        if (type == "unknown")
        {
            publication.GiveUp();
        }
        else if (type == "unanswered")
        {
            // Its transport was never lost: it stays pending, which is judged.
        }
        else if (line.TryGetProperty("error", out var error))
        {
            publication.Refuse(error.GetString()!, at);
        }
        else if (ReadPosition(line) is { } position)
        {
            publication.Acknowledge(position, at);
            _context.Acknowledged();
        }
    }

    private void Receive(Session session, string name, JsonElement line, string type, TimeSpan at)
    {
        session.Hear(at);
        var offset = line.TryGetProperty("offset", out var text) ? text.GetString() : null;
        _hasOffset[name] = offset is not null || _hasOffset.GetValueOrDefault(name);
        var channel = line.GetProperty("channel").GetInt32();
        if (type == "exception")
        {
            var code = line.GetProperty("code").GetString()!;
            _context.Ledger.Tell(code);
            if (code == ChaosClient.RecoveryIncomplete && channel >= 0)
            {
                session.Miss(channel, at);
            }
        }
        else if (type == "message")
        {
            session.Deliver(line.GetProperty("id").GetInt32(), channel, at, offset?.GetHashCode(StringComparison.Ordinal) ?? 0);
            _context.Delivered();
        }
        else
        {
            var member = line.GetProperty("member").GetString()!;
            Profile? profile = line.TryGetProperty("profile", out var told) ? new Profile(told.GetProperty("number").GetInt32(), told.GetProperty("fillingBytes").GetInt32()) : null;
            session.Learn(new ProfileNews(channel, member, profile, at));
            if (type != "update")
            {
                session.See(channel, member, type == "join", at);
            }
        }
    }

    private static Position? ReadPosition(JsonElement line) => line.TryGetProperty("offset", out var offset) && line.TryGetProperty("epoch", out var epoch)
        ? new Position(epoch.GetString()!, offset.GetInt64())
        : null;
}
