using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Blobs;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>Makes clients of storage accounts that do not press a server in trouble.</summary>
internal static class AzureBlobClients
{
    /// <summary>Makes a client.</summary>
    /// <param name="connection">A connection string, or the URI of a blob service.</param>
    /// <param name="client">The client; it has not connected yet.</param>
    public static bool TryCreate(string connection, [NotNullWhen(true)] out BlobServiceClient? client)
    {
        var options = new BlobClientOptions { RetryPolicy = new ReadRetryPolicy() };
        try
        {
            client = Uri.TryCreate(connection, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal)
                ? new BlobServiceClient(uri, options)
                : new BlobServiceClient(connection, options);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            client = null;
            return false;
        }
    }
}
