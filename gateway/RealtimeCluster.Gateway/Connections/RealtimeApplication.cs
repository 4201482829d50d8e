using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.SocketIO;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>Decides who may connect and makes them connections.</summary>
internal sealed class RealtimeApplication(
    HandshakeAuthorizer authorizer,
    EnvironmentRegistry environments,
    ConnectionServices services,
    ILocalSiloDetails self) : ISocketIOApplication
{
    // Socket.IO protocol 5, "Connection to a namespace": the refusal of a name the server does not have.
    private static readonly byte[] InvalidNamespace = """{"message":"Invalid namespace"}"""u8.ToArray();

    public async ValueTask<ConnectOutcome> OnConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        if (request.Namespace != "/")
        {
            return ConnectOutcome.Refuse(InvalidNamespace);
        }

        var handshake = request.Handshake;
        var outcome = authorizer.Authorize(new HandshakeFacts(
            request.Auth,
            handshake.Origin,
            ClientAddress.Resolve(handshake.RemoteAddress, handshake.ForwardedFor, environments.Current.TrustedProxies)));
        if (outcome is AuthorizationOutcome.Refused { Refusal: var refusal })
        {
            services.Metrics.ConnectionRefused(refusal.Code);
            return ConnectOutcome.Refuse(refusal.ToConnectErrorJson());
        }

        var grant = outcome is AuthorizationOutcome.Accepted accepted ? accepted.Grant : null;
        var connection = new Connection(ConnectionId.New(self.SiloAddress), grant, services);
        try
        {
            await services.Attachments.ClaimAsync(connection, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            services.Attachments.Stop(connection);
            throw;
        }

        return ConnectOutcome.Accept(connection.Id, connection);
    }
}
