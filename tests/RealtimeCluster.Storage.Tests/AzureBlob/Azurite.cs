using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Storage.Tests.AzureBlob;

/// <summary>The Azure Storage emulator; its package is installed by <c>npm ci</c> in <c>azurite/</c>.</summary>
public sealed class Azurite : ExternalStore
{
    // The account and key that every emulator has; they are public.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly int _queuePort = Ports.GetFree();
    private readonly int _tablePort = Ports.GetFree();

    /// <summary>How to reach its blobs and tables.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{Port}/{Account};TableEndpoint=http://127.0.0.1:{_tablePort}/{Account};";

    /// <inheritdoc />
    protected override string ReadyLine => "Azurite Table service is successfully listening";

    /// <inheritdoc />
    protected override HostProcess Start()
    {
        var program = Path.Combine(Repository.Root, "tests/RealtimeCluster.Storage.Tests/azurite/node_modules/azurite/dist/src/azurite.js");
        Assert.True(File.Exists(program), $"{program} is missing: run npm ci in its folder, as tests/run does.");

        // The newest SDK asks for a version of the protocol that the emulator does not know yet and serves all the same.
        return HostProcess.Start(
            "node", program, "--blobHost", "127.0.0.1", "--blobPort", $"{Port}", "--queueHost", "127.0.0.1", "--queuePort", $"{_queuePort}",
            "--tableHost", "127.0.0.1", "--tablePort", $"{_tablePort}", "--location", Folder.FullName, "--skipApiVersionCheck", "--disableTelemetry", "--silent");
    }
}
