using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>What a builder sees of the repository: everything that <c>.dockerignore</c> leaves.</summary>
/// <remarks>Its rules: the last pattern that fits a path or a folder above it decides; <c>!</c> takes back in; <c>**</c> is any number of folders.</remarks>
internal sealed class BuildContext
{
    private readonly (Regex Pattern, bool IsExclusion)[] _rules;

    private BuildContext((Regex Pattern, bool IsExclusion)[] rules) => _rules = rules;

    /// <summary>That of this repository.</summary>
    public static BuildContext Read() => new([.. File.ReadLines(Path.Combine(Repository.Root, ".dockerignore"))
        .Select(static line => line.Trim())
        .Where(static line => line.Length > 0 && line[0] != '#')
        .Select(static line => (ToRegex(line.TrimStart('!')), line[0] != '!'))]);

    /// <summary>Whether the builder gets a file.</summary>
    /// <param name="path">From the root, with forward slashes.</param>
    public bool Contains(string path)
    {
        var isExcluded = false;
        foreach (var (pattern, isExclusion) in _rules)
        {
            if (pattern.IsMatch(path))
            {
                isExcluded = isExclusion;
            }
        }

        return !isExcluded;
    }

    /// <summary>Finds a file, or what the builder sees of a folder.</summary>
    /// <param name="source">A path from the root, as <c>COPY</c> names it.</param>
    /// <param name="destination">The file, or the folder, that it becomes.</param>
    /// <returns>Each file, and the file that it becomes.</returns>
    public IReadOnlyList<(string Source, string Target)> Find(string source, string destination)
    {
        source = source.TrimEnd('/');
        var full = Path.Combine(Repository.Root, source);
        if (File.Exists(full))
        {
            Assert.True(Contains(source), $"{source} is copied into an image and not in the build context.");
            return [(full, destination)];
        }

        return [.. Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories)
            .Where(file => Contains(Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')))
            .Select(file => (file, Path.Combine(destination, Path.GetRelativePath(full, file))))];
    }

    // A pattern fits what it names and everything beneath it.
    private static Regex ToRegex(string pattern) => new(
        "^" + Regex.Escape(pattern.TrimEnd('/')).Replace(@"\*\*/", "(?:.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "(?:/.*)?$",
        RegexOptions.CultureInvariant);
}
