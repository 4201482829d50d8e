using System.Text.RegularExpressions;

namespace RealtimeCluster.Architecture.Tests;

/// <summary>Which folders of a project know which others. A folder is a namespace, and unneeded directives are errors, so <c>using</c> directives say it.</summary>
internal sealed partial class FolderGraph
{
    private readonly Dictionary<string, HashSet<string>> _known;

    private FolderGraph(Dictionary<string, HashSet<string>> known) => _known = known;

    /// <summary>The folders, in order.</summary>
    public IEnumerable<string> Folders => _known.Keys.Order(StringComparer.Ordinal);

    /// <summary>Groups of folders each of which knows all others of its group, perhaps through others; each in order.</summary>
    public IEnumerable<IReadOnlyList<string>> Cycles
    {
        get
        {
            var reached = _known.Keys.ToDictionary(static folder => folder, ReachedFrom, StringComparer.Ordinal);
            return Folders
                .Where(folder => reached[folder].Contains(folder))
                .Select(folder => Folders.Where(other => reached[folder].Contains(other) && reached[other].Contains(folder)).ToArray())
                .DistinctBy(static cycle => cycle[0]);
        }
    }

    /// <summary>Reads a project.</summary>
    /// <param name="project">Its path.</param>
    public static FolderGraph Of(string project)
    {
        var name = Path.GetFileName(project);
        var files = RepositoryFiles.WithExtension(".cs")
            .Where(path => path.StartsWith($"{project}/", StringComparison.Ordinal) && path.Count(static c => c == '/') > project.Count(static c => c == '/') + 1)
            .ToLookup(path => path[(project.Length + 1)..].Split('/')[0]);
        return new FolderGraph(files.ToDictionary(
            static folder => folder.Key,
            folder => folder
                .SelectMany(static path => Using().Matches(RepositoryFiles.Read(path)))
                .Select(static match => match.Groups["name"].Value)
                .Where(used => used.StartsWith($"{name}.", StringComparison.Ordinal))
                .Select(used => used[(name.Length + 1)..].Split('.')[0])
                .Where(other => other != folder.Key && files.Contains(other))
                .ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal));
    }

    private HashSet<string> ReachedFrom(string folder)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(_known[folder]);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var known in _known[next])
                {
                    open.Push(known);
                }
            }
        }

        return reached;
    }

    [GeneratedRegex(@"^using (?:static )?(?<name>RealtimeCluster\.[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
