using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeCluster.Chaos.Checks;

namespace RealtimeCluster.Chaos.Reports;

/// <summary>What a run showed, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    public static void Write(string path, Findings findings) => File.WriteAllText(path, JsonSerializer.Serialize(findings, Format));
}
