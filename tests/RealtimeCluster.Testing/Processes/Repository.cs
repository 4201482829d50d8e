namespace RealtimeCluster.Testing.Processes;

/// <summary>Where things lie in the checkout the tests were built from.</summary>
public static class Repository
{
    /// <summary>The root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The configuration the tests were built in, hence that of the hosts.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>A host's assembly.</summary>
    /// <param name="projectFolder">The folder of its project, from the root.</param>
    /// <param name="assemblyName">Its name.</param>
    public static string GetHost(string projectFolder, string assemblyName)
    {
        var path = Path.Combine(Root, projectFolder, "bin", Configuration, "net10.0", assemblyName + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"Build the solution ({Configuration}) before running the tests: {path} is missing.", path);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RealtimeCluster.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests run from a checkout; RealtimeCluster.sln was not found above them.");
    }
}
