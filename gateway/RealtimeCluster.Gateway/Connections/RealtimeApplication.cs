using Microsoft.Extensions.Options;
using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>Decides who may connect and makes them connections.</summary>
internal sealed class RealtimeApplication(
    HandshakeAuthorizer authorizer,
    EnvironmentRegistry environments,
    ConnectionServices services,
    ConnectionResumer resumer,
    ConnectAdmission admission,
    IOptions<UplinkOptions> uplink,
    TimeProvider time,
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

            // Those who share the address of a guesser come again by themselves when their transport is closed, not when they are refused.
            return refusal == Refusal.TooManyFailures
                ? ConnectOutcome.Close(DisconnectReason.TooManyFailures)
                : ConnectOutcome.Refuse(refusal.ToConnectErrorJson());
        }

        var grant = outcome is AuthorizationOutcome.Accepted accepted ? accepted.Grant : null;
        using var place = await admission.EnterAsync(cancellationToken);
        if (place is null)
        {
            return ConnectOutcome.Close(DisconnectReason.NoRoom);
        }

        var recovery = RecoveryWish.Read(request.Auth.Span);
        return grant is { IsResumable: true } && recovery.IsWanted(handshake.MayRecover)
            ? await ConnectResumableAsync(recovery.Resume, grant, cancellationToken)
            : await ConnectAsync(new Connection(ConnectionId.New(self.SiloAddress), grant, services), cancellationToken);
    }

    private async ValueTask<ConnectOutcome> ConnectAsync(Connection connection, CancellationToken cancellationToken)
    {
        return await TryClaimAsync(connection, cancellationToken) ? ConnectOutcome.Accept(connection.Id, connection) : RefuseUnavailable();
    }

    private async ValueTask<ConnectOutcome> ConnectResumableAsync(ResumeRequest? resume, ConnectionGrant grant, CancellationToken cancellationToken)
    {
        if (resume is not null)
        {
            var outcome = await resumer.ResumeAsync(resume, grant, cancellationToken);
            if (outcome.CloseReason is { } reason)
            {
                return ConnectOutcome.Close(reason);
            }

            if (outcome.Connection is { Session: { } resumedSession } resumed)
            {
                return ConnectOutcome.Accept(resumed.Id, resumedSession.PrivateIdJson, resumed);
            }
        }

        var id = services.Sessions.NewConnectionId();
        var session = new Session(id, PrivateId.NewSecret(), generation: 0);
        var connection = new Connection(id, grant, services, session);
        if (!await TryClaimAsync(connection, cancellationToken))
        {
            return RefuseUnavailable();
        }

        try
        {
            services.Attachments.Start(connection);
            await services.Sessions.SaveWithinPatienceAsync(connection, SessionPart.Whole, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            connection.Abandon();
            throw;
        }

        return ConnectOutcome.Accept(id, session.PrivateIdJson, connection);
    }

    // An owner that does not answer must not leave the client without an answer too. Nobody knows of the connection yet.
    private async Task<bool> TryClaimAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            await services.Attachments.ClaimAsync(connection, cancellationToken).WaitAsync(uplink.Value.StandstillNotice, time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            services.Attachments.Stop(connection);
            connection.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private ConnectOutcome RefuseUnavailable()
    {
        services.Metrics.ConnectionRefused(Refusal.Unavailable.Code);
        return ConnectOutcome.Refuse(Refusal.Unavailable.ToConnectErrorJson());
    }
}
