using System.Diagnostics.CodeAnalysis;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>Makes clients of storage accounts that do not press a server in trouble.</summary>
internal static class AzureBlobClients
{
    /// <summary>Makes a client that shows the identity this process runs under.</summary>
    /// <param name="serviceUri">The URI of a blob service; https, for a token is no secret any more on a plain connection.</param>
    /// <param name="client">The client; it has neither connected nor asked for a token yet.</param>
    /// <param name="timeout">How long it waits for an answer. Default: as long as Azure's library does.</param>
    public static bool TryCreateForIdentity(string serviceUri, [NotNullWhen(true)] out BlobServiceClient? client, TimeSpan? timeout = null)
    {
        client = Uri.TryCreate(serviceUri, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Query.Length == 0
            ? new BlobServiceClient(uri, new DefaultAzureCredential(), CreateOptions(timeout))
            : null;
        return client is not null;
    }

    /// <summary>Makes a client.</summary>
    /// <param name="connection">A connection string, or the URI of a blob service.</param>
    /// <param name="client">The client; it has not connected yet.</param>
    /// <param name="timeout">How long it waits for an answer. Default: as long as Azure's library does.</param>
    public static bool TryCreate(string connection, [NotNullWhen(true)] out BlobServiceClient? client, TimeSpan? timeout = null)
    {
        var options = CreateOptions(timeout);
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

    private static BlobClientOptions CreateOptions(TimeSpan? timeout)
    {
        var options = new BlobClientOptions { RetryPolicy = new ReadRetryPolicy() };
        if (timeout is { } patience)
        {
            options.Retry.NetworkTimeout = patience;
        }

        return options;
    }
}
