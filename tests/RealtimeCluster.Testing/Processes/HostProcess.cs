using System.Collections.Concurrent;
using System.Diagnostics;

namespace RealtimeCluster.Testing.Processes;

/// <summary>A process a test started, and what it printed last.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private const int MaxLines = 200;
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    private volatile Action<string>? _watcher;

    private HostProcess(Process process) => _process = process;

    /// <summary>Whether it is alive.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>The last lines it printed.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Its resident memory in bytes.</summary>
    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a process.</summary>
    /// <param name="fileName">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static HostProcess Start(string fileName, params IEnumerable<string> arguments) =>
        Start(new ProcessStartInfo(fileName, arguments) { WorkingDirectory = Repository.Root });

    /// <summary>Starts a process in an environment and a folder of its own.</summary>
    /// <param name="start">How; its output is read here.</param>
    public static HostProcess Start(ProcessStartInfo start)
    {
        ArgumentNullException.ThrowIfNull(start);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var host = new HostProcess(new Process { StartInfo = start });
        host._process.OutputDataReceived += (_, line) => host.Keep(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Keep(line.Data);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until it has printed a text.</summary>
    /// <param name="text">A part of one of its lines.</param>
    /// <param name="deadline">How long to wait.</param>
    public async Task WaitForOutputAsync(string text, TimeSpan deadline)
    {
        // Armed before the lines so far are looked at, so that none is missed.
        var seen = _awaited.GetOrAdd(text, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            return;
        }

        using var expiry = new CancellationTokenSource(deadline);
        var ended = _process.WaitForExitAsync(expiry.Token);
        if (await Task.WhenAny(seen.Task, ended) != seen.Task)
        {
            throw new TimeoutException(
                $"{_process.StartInfo.FileName} {(ended.IsCanceled ? $"did not print '{text}' within {deadline}" : $"ended before it printed '{text}'")}: {Output}");
        }
    }

    /// <summary>Shows each line it prints from now on.</summary>
    /// <param name="onLine">What sees them, several at a time.</param>
    public void Watch(Action<string> onLine) => _watcher = onLine;

    /// <summary>Sends a signal.</summary>
    /// <param name="signal">For example <c>TERM</c>.</param>
    public async Task SignalAsync(string signal)
    {
        var (exitCode, output) = await RunAsync(StopDeadline, "kill", $"-{signal}", $"{Id}");
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"kill -{signal} {Id} ended with {exitCode}: {output}");
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <param name="deadline">How long to wait.</param>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan deadline)
    {
        using var expiry = new CancellationTokenSource(deadline);
        try
        {
            await _process.WaitForExitAsync(expiry.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end within {deadline}: {Output}", exception);
        }

        return _process.ExitCode;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="fileName">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit code and output.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(TimeSpan deadline, string fileName, params IEnumerable<string> arguments)
    {
        await using var host = Start(fileName, arguments);
        return (await host.WaitForExitAsync(deadline), host.Output);
    }

    /// <summary>Kills it, with its children.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            using var expiry = new CancellationTokenSource(StopDeadline);
            await _process.WaitForExitAsync(expiry.Token);
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
            _watcher?.Invoke(line);
            foreach (var (text, seen) in _awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    seen.TrySetResult();
                }
            }

            while (_lines.Count > MaxLines)
            {
                _lines.TryDequeue(out _);
            }
        }
    }
}
