using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace RealtimeCluster.Deployment.Tests;

/// <summary>Reads YAML as the JSON it stands for, so that tests look into it by path.</summary>
internal static class Yaml
{
    /// <summary>The documents of a text, merge keys applied; every scalar is a string.</summary>
    /// <param name="text">The YAML.</param>
    public static IReadOnlyList<JsonObject> Read(string text)
    {
        var documents = new List<JsonObject>();
        var deserializer = new DeserializerBuilder().Build();
        var parser = new MergingParser(new Parser(new StringReader(text)));
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
        {
            if (ToJson(deserializer.Deserialize(parser)) is JsonObject document)
            {
                documents.Add(document);
            }
        }

        return documents;
    }

    /// <summary>Finds a value by the names and indexes on the way to it.</summary>
    /// <param name="node">Where to begin.</param>
    /// <param name="path">For example <c>spec/template/0</c>.</param>
    /// <returns>The value; null if anything on the way is missing.</returns>
    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (var step in path.Split('/'))
        {
            node = node switch
            {
                JsonObject map => map[step],
                JsonArray list when int.TryParse(step, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    /// <summary>The text of a scalar by the way to it.</summary>
    /// <param name="node">Where to begin.</param>
    /// <param name="path">As in <see cref="At"/>.</param>
    public static string? Text(this JsonNode? node, string path) => (string?)node.At(path);

    /// <summary>The elements of a list by the way to it; none if it is missing.</summary>
    /// <param name="node">Where to begin.</param>
    /// <param name="path">As in <see cref="At"/>.</param>
    public static IEnumerable<JsonNode> Items(this JsonNode? node, string path) => (node.At(path) as JsonArray)?.Select(static item => item!) ?? [];

    /// <summary>The texts of a list by the way to it; none if it is missing.</summary>
    /// <param name="node">Where to begin.</param>
    /// <param name="path">As in <see cref="At"/>.</param>
    public static string[] Texts(this JsonNode? node, string path) => [.. node.Items(path).Select(static item => (string)item!)];

    private static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        IDictionary<object, object?> map => new JsonObject(map.Select(static entry => KeyValuePair.Create(entry.Key.ToString()!, ToJson(entry.Value)))),
        IEnumerable<object?> list => new JsonArray([.. list.Select(ToJson)]),
        _ => JsonValue.Create(value.ToString()),
    };
}
