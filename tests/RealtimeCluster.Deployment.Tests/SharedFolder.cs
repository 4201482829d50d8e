namespace RealtimeCluster.Deployment.Tests;

/// <summary>Makes folders that the user of the images can read too.</summary>
internal static class SharedFolder
{
    /// <summary>An empty one beneath the machine's place for temporary files; whoever asked deletes it.</summary>
    public static DirectoryInfo Create()
    {
        var folder = Directory.CreateTempSubdirectory("realtime-deployment-");
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
        return folder;
    }
}
