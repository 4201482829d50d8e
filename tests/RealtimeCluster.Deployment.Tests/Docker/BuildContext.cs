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

    /// <summary>Copies a file, or what the builder sees of a folder.</summary>
    /// <param name="source">A path from the root, as <c>COPY</c> names it.</param>
    /// <param name="destination">The file, or the folder, that it becomes.</param>
    /// <returns>How many files were copied.</returns>
    public int Copy(string source, string destination)
    {
        source = source.TrimEnd('/');
        var full = Path.Combine(Repository.Root, source);
        if (File.Exists(full))
        {
            Assert.True(Contains(source), $"{source} is copied into an image and not in the build context.");
            Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
            File.Copy(full, destination);
            return 1;
        }

        var count = 0;
        foreach (var file in Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
            if (Contains(path))
            {
                var target = Path.Combine(destination, Path.GetRelativePath(full, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
                count++;
            }
        }

        return count;
    }

    // A pattern fits what it names and everything beneath it.
    private static Regex ToRegex(string pattern) => new(
        "^" + Regex.Escape(pattern.TrimEnd('/')).Replace(@"\*\*/", "(?:.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "(?:/.*)?$",
        RegexOptions.CultureInvariant);
}
