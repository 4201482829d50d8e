using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>
/// The settings of the file of <c>--config</c>. Unlike the framework's provider, a file that is gone or broken for a moment
/// never empties the settings: the last good ones stay.
/// </summary>
internal sealed class ConfigFileProvider(string path) : ConfigurationProvider
{
    private byte[]? _hash;

    /// <summary>The full path of the file.</summary>
    public string FilePath { get; } = path;

    /// <summary>Reads the file for the first time; it must be there and be JSON.</summary>
    public override void Load()
    {
        // The configuration loads its providers again whenever a source is added; only the watcher looks for changes.
        if (_hash is not null)
        {
            return;
        }

        if (!File.Exists(FilePath))
        {
            throw new InvalidDataException($"The file '{FilePath}' of --config does not exist.");
        }

        if (TryRead(out var data, out var hash, out var fault))
        {
            Data = data;
            _hash = hash;
            return;
        }

        throw new InvalidDataException($"The file '{FilePath}' of --config cannot be read: {fault}");
    }

    /// <summary>Reads the file again and tells whoever follows the configuration; at a fault nothing changes.</summary>
    /// <param name="changed">Whether the file says anything new.</param>
    /// <param name="fault">Why the file was not taken.</param>
    public bool TryReload(out bool changed, [NotNullWhen(false)] out string? fault)
    {
        changed = false;
        if (!TryRead(out var data, out var hash, out fault))
        {
            return false;
        }

        if (!hash.AsSpan().SequenceEqual(_hash))
        {
            changed = true;
            Data = data;
            _hash = hash;
            OnReload();
        }

        return true;
    }

    private bool TryRead(out IDictionary<string, string?> data, out byte[] hash, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            var content = File.ReadAllBytes(FilePath);
            data = new JsonText().Parse(new MemoryStream(content));
            hash = SHA256.HashData(content);
            fault = null;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            data = new Dictionary<string, string?>();
            hash = [];
            fault = exception.Message;
            return false;
        }
    }

    private sealed class JsonText() : JsonStreamConfigurationProvider(new JsonStreamConfigurationSource())
    {
        public IDictionary<string, string?> Parse(Stream stream)
        {
            Load(stream);
            return Data;
        }
    }
}
