using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>
/// The option <c>--health URL</c> of every host: the program asks a node that runs already and ends. An image that holds neither a shell nor curl checks its
/// own node by it.
/// </summary>
/// <remarks>
/// <c>http://</c> and <c>https://</c> want an answer of 200 to 299; the certificate of a loopback address is not verified, since it carries another name.
/// <c>tcp://host:port</c> wants a connection, <c>tcp://self:port</c> one at any address that this machine's name stands for: a silo listens at that only.
/// </remarks>
public static class HealthCommand
{
    private const string Option = "--health";
    private const string Self = "self";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks, if the arguments say so. It takes five seconds at most, and prints what is wrong to standard error.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <returns>The exit code: 0 if the node is well, 1 if it is not, 2 if the option has no such URL; null without the option.</returns>
    public static async Task<int?> TryRunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (!CommandLineOption.TryFind(args, Option, out var value))
        {
            return null;
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https" or "tcp") || url.Port <= 0)
        {
            await Console.Error.WriteLineAsync($"{Option} needs a URL: http://host:port/path, https://host:port/path or tcp://host:port.").ConfigureAwait(false);
            return 2;
        }

        using var expiry = new CancellationTokenSource(Patience);
        try
        {
            var fault = url.Scheme == "tcp" ? await ConnectAsync(url, expiry.Token).ConfigureAwait(false) : await AskAsync(url, expiry.Token).ConfigureAwait(false);
            if (fault is null)
            {
                return 0;
            }

            await Console.Error.WriteLineAsync($"{url}: {fault}").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            await Console.Error.WriteLineAsync($"{url}: {exception.Message}").ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{url}: no answer within {Patience.TotalSeconds} s").ConfigureAwait(false);
        }

        return 1;
    }

    private static async Task<string?> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        if (url.IsLoopback)
        {
            // This machine's own node: a name or an issuer that does not fit here says nothing of it.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, faults) => !faults.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable);
        }

        using var http = new HttpClient(handler);
        using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? null : $"answered {(int)response.StatusCode}";
    }

    private static async Task<string?> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(url.Host == Self ? Dns.GetHostName() : url.Host, cancellationToken).ConfigureAwait(false);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(addresses, url.Port, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
