using System.Text;
using System.Text.RegularExpressions;

namespace RealtimeCluster.Deployment.Tests.Documentation;

/// <summary>
/// Puts the tables of options classes where a document has a mark for them: <c>&lt;!-- settings: RecoveryOptions --&gt;</c>, with the section behind the name if
/// the class does not know its own, and <c>except</c> with the settings to leave out. What stands between the mark and the next <c>&lt;!-- end --&gt;</c> is replaced.
/// </summary>
internal static partial class ConfigurationDocument
{
    /// <summary>The document with all its tables as the code has them.</summary>
    /// <param name="text">The document.</param>
    /// <param name="catalog">The options classes. One without a mark gets a section at the end if it knows its own.</param>
    /// <exception cref="InvalidDataException">A mark names what there is not, or a class has neither mark nor section.</exception>
    public static string Regenerate(string text, OptionsCatalog catalog)
    {
        var placed = new HashSet<string>(StringComparer.Ordinal);
        var result = new StringBuilder(Table().Replace(text, match =>
        {
            var type = catalog.Find(match.Groups["class"].Value);
            placed.Add(type.Name);
            var section = match.Groups["section"] is { Length: > 0 } named ? named.Value : OptionsCatalog.GetSection(type);
            var except = match.Groups["except"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries);
            return $"{match.Groups["mark"].Value}\n{SettingTable.Write(catalog, type, section ?? throw Unplaced(type), except)}<!-- end -->";
        }));
        foreach (var type in catalog.Names.Where(name => !placed.Contains(name)).Select(catalog.Find))
        {
            var section = OptionsCatalog.GetSection(type) ?? throw Unplaced(type);
            result.Append($"\n## {section}\n\n<!-- settings: {type.Name} -->\n{SettingTable.Write(catalog, type, section, [])}<!-- end -->\n");
        }

        return result.ToString();
    }

    private static InvalidDataException Unplaced(Type type) => new($"{type.Name} has no SectionName: give it a mark in the document, with the section behind its name.");

    [GeneratedRegex(@"(?<mark><!-- settings: (?<class>\w+)(?: (?<section>(?!except )\S+))?(?: except (?<except>[\w, ]+?))? -->)\n(?:.*\n)*?<!-- end -->")]
    private static partial Regex Table();
}
