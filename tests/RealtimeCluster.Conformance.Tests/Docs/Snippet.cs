using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Docs;

/// <summary>A fenced block of the documentation.</summary>
/// <param name="Document">The page, from the root of the repository.</param>
/// <param name="Line">The line its text begins at.</param>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="Text">What it says.</param>
internal sealed partial record Snippet(string Document, int Line, string Language, string Text)
{
    /// <summary>The blocks of one language, of the README and every page of the documentation.</summary>
    /// <param name="language">The language.</param>
    public static IReadOnlyList<Snippet> OfLanguage(string language)
    {
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Order(StringComparer.Ordinal);
        return [.. pages.Prepend(Path.Combine(Repository.Root, "README.md")).SelectMany(Read).Where(snippet => snippet.Language == language)];
    }

    public override string ToString() => $"{Document}:{Line}";

    private static IEnumerable<Snippet> Read(string path)
    {
        var text = File.ReadAllText(path);
        foreach (Match match in Fenced().Matches(text))
        {
            var indent = match.Groups["indent"].Value;
            var lines = match.Groups["text"].Value.Split('\n').Select(line => line.StartsWith(indent, StringComparison.Ordinal) ? line[indent.Length..] : line);
            yield return new Snippet(
                Path.GetRelativePath(Repository.Root, path),
                text.AsSpan(0, match.Groups["text"].Index).Count('\n') + 1,
                match.Groups["language"].Value,
                string.Join('\n', lines));
        }
    }

    [GeneratedRegex(@"^(?<indent> *)```(?<language>\w*)\n(?<text>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
