using System.Diagnostics.CodeAnalysis;
using Azure.Data.Tables;
using Azure.Identity;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Makes clients of the tables of storage accounts.</summary>
internal static class AzureTableClients
{
    // As long as Redis may take. The library's own 100 s would keep a node waiting that is to declare another one dead.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Makes a client.</summary>
    /// <param name="connection">
    /// A connection string; the URI of a table service with a signature; or that URI alone, for a client that shows the identity this process runs under.
    /// Then it must be https: a token is no secret any more on a plain connection.
    /// </param>
    /// <param name="client">The client; it has neither connected nor asked for a token yet.</param>
    public static bool TryCreate(string connection, [NotNullWhen(true)] out TableServiceClient? client)
    {
        var options = new TableClientOptions { Retry = { NetworkTimeout = Patience } };
        try
        {
            client = !Uri.TryCreate(connection, UriKind.Absolute, out var uri) || !uri.Scheme.StartsWith("http", StringComparison.Ordinal)
                ? new TableServiceClient(connection, options)
                : uri.Query.Length > 0
                    ? new TableServiceClient(uri, options)
                    : uri.Scheme == Uri.UriSchemeHttps
                        ? new TableServiceClient(uri, new DefaultAzureCredential(), options)
                        : null;
            return client is not null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            client = null;
            return false;
        }
    }
}
