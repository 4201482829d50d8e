using System.Collections.Frozen;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>The files of the page. They are part of the assembly, so that a gateway has them wherever it is started from.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "admin/";
    private const string IndexName = "index.html";

    private readonly FrozenDictionary<string, PageFile> _files = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(static name => name[Prefix.Length..], Read, StringComparer.Ordinal);

    /// <summary>The page itself.</summary>
    public PageFile Index => _files[IndexName];

    /// <summary>One of its files; <see langword="null"/> if there is none of that name.</summary>
    public PageFile? Find(string name) => _files.GetValueOrDefault(name);

    private static PageFile Read(string name)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new PageFile(bytes, Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => throw new NotSupportedException($"{name} is no file of a page."),
        });
    }
}
