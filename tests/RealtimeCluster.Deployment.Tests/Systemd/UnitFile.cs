using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Systemd;

/// <summary>A unit of <c>deploy/systemd</c>.</summary>
internal sealed class UnitFile
{
    private readonly ILookup<string, string> _settings;

    private UnitFile(string path, ILookup<string, string> settings) => (FilePath, _settings) = (path, settings);

    /// <summary>Where it lies.</summary>
    public string FilePath { get; }

    /// <summary>The values of a setting in order, for example of <c>LoadCredential</c>.</summary>
    /// <param name="name">The setting.</param>
    public string[] this[string name] => [.. _settings[name]];

    /// <summary>Reads it.</summary>
    /// <param name="node"><c>silo</c> or <c>gateway</c>.</param>
    public static UnitFile Read(string node)
    {
        var path = Path.Combine(Repository.Root, $"deploy/systemd/realtime-{node}.service");
        return new UnitFile(path, File.ReadLines(path)
            .Where(static line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#')
            .ToLookup(static line => line.Split('=', 2)[0], static line => line.Split('=', 2)[1]));
    }
}
