namespace RealtimeCluster.Architecture.Tests;

/// <summary>The files of the checkout that somebody wrote.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] Generated = ["bin", "obj", "node_modules", ".git", ".cluster", "TestResults", "vendor"];

    public static DirectoryInfo Root { get; } = FindRoot();

    /// <summary>All files with an extension, as paths from the root with forward slashes.</summary>
    public static IEnumerable<string> WithExtension(string extension) => Walk(Root)
        .Where(file => file.Extension == extension)
        .Select(static file => Path.GetRelativePath(Root.FullName, file.FullName).Replace('\\', '/'));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root.FullName, path));

    public static string[] ReadLines(string path) => File.ReadAllLines(Path.Combine(Root.FullName, path));

    public static IEnumerable<FileInfo> Walk(DirectoryInfo folder) => folder.EnumerateFiles()
        .Concat(folder.EnumerateDirectories().Where(static child => !Generated.Contains(child.Name)).SelectMany(Walk));

    private static DirectoryInfo FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RealtimeCluster.sln")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException("The tests run from a checkout.");
    }
}
