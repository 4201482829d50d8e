using System.Reflection;
using System.Xml.Linq;

namespace RealtimeCluster.Deployment.Tests.Documentation;

/// <summary>All options classes of the nodes, with what their doc comments say.</summary>
internal sealed class OptionsCatalog
{
    private const string Suffix = "Options";

    private readonly Dictionary<string, Type> _classes;
    private readonly Dictionary<string, XElement> _comments;

    private OptionsCatalog(Dictionary<string, Type> classes, Dictionary<string, XElement> comments) => (_classes, _comments) = (classes, comments);

    /// <summary>The classes that have a section of their own, by that section.</summary>
    public IEnumerable<string> Names => _classes.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads assemblies and the documentation files beside them.</summary>
    /// <param name="assemblies">The assemblies.</param>
    public static OptionsCatalog Read(params Assembly[] assemblies) => new(
        assemblies.SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type is { IsClass: true, IsAbstract: false, IsNested: false } && type.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .ToDictionary(static type => type.Name),
        assemblies.SelectMany(static assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
            .ToDictionary(static member => member.Attribute("name")!.Value));

    /// <summary>A class by its name.</summary>
    /// <param name="name">For example <c>RecoveryOptions</c>.</param>
    public Type Find(string name) => _classes.TryGetValue(name, out var type) ? type : throw new InvalidDataException($"There is no options class {name}.");

    /// <summary>The section a class is bound to; null if another class holds it.</summary>
    /// <param name="type">The class.</param>
    public static string? GetSection(Type type) => type.GetField("SectionName", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue() as string;

    /// <summary>What can be set, in the order of the source.</summary>
    /// <param name="type">The class.</param>
    public static IEnumerable<PropertyInfo> GetSettings(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .OrderBy(static property => property.MetadataToken);

    /// <summary>The summary of a class.</summary>
    /// <param name="type">The class.</param>
    public string GetSummary(Type type) => GetSummary($"T:{type.FullName}");

    /// <summary>The summary of a setting.</summary>
    /// <param name="property">The setting.</param>
    public string GetSummary(PropertyInfo property) => GetSummary($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private string GetSummary(string member) => _comments.TryGetValue(member, out var comment) && comment.Element("summary") is { } summary
        ? DocComment.ToMarkdown(summary)
        : throw new InvalidDataException($"{member} has no doc comment.");
}
