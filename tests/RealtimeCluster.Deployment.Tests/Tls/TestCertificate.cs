using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RealtimeCluster.Deployment.Tests.Tls;

/// <summary>A certificate of this run for <c>localhost</c>, signed by itself, as files a server reads.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate;

    /// <summary>Makes it.</summary>
    /// <param name="folder">Where the files go.</param>
    public TestCertificate(DirectoryInfo folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));

        CertificatePath = Path.Combine(folder.FullName, "tls.crt");
        KeyPath = Path.Combine(folder.FullName, "tls.key");
        BothPath = Path.Combine(folder.FullName, "tls.pem");
        File.WriteAllText(CertificatePath, _certificate.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(BothPath, $"{_certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    /// <summary>The certificate as PEM.</summary>
    public string CertificatePath { get; }

    /// <summary>Its key as PEM.</summary>
    public string KeyPath { get; }

    /// <summary>Both in one file, as haproxy takes them.</summary>
    public string BothPath { get; }

    /// <summary>An HTTP client that trusts this certificate and nothing else.</summary>
    /// <param name="local">The address it calls from; none for the machine's choice.</param>
    public HttpMessageInvoker CreateClient(IPAddress? local = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { _certificate },
        };
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(local ?? IPAddress.Any, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        return new HttpMessageInvoker(handler);
    }

    /// <inheritdoc />
    public void Dispose() => _certificate.Dispose();
}
