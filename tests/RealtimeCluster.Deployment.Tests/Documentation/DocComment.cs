using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RealtimeCluster.Deployment.Tests.Documentation;

/// <summary>Writes a doc comment as one line of Markdown.</summary>
internal static partial class DocComment
{
    /// <summary>Writes an element of a comment, for a cell of a table.</summary>
    /// <param name="element">For example a <c>summary</c>.</param>
    public static string ToMarkdown(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText words => words.Value.Replace("<", "&lt;", StringComparison.Ordinal),
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement { Name.LocalName: "see" } see => $"`{GetName(see)}`",
                XElement other => throw new InvalidDataException($"<{other.Name}> in a doc comment of a setting."),
                _ => string.Empty,
            });
        }

        return Space().Replace(text.ToString(), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    // P:Namespace.Class.Property, T:Namespace.Class, M:Namespace.Class.Method(arguments)
    private static string GetName(XElement see) => see.Attribute("langword")?.Value
        ?? see.Attribute("cref")!.Value.Split('(')[0].Split('.')[^1];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
