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
/// <remarks>
/// Each connection is born in one order: the logs it receives are claimed for this gateway, it starts to receive them, its session is saved if it has
/// one, and it is registered when its client has the answer. If that fails anywhere, <see cref="Connection.End"/> gives back what it has.
/// </remarks>
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
        if (grant is not { IsResumable: true } || !recovery.IsWanted(handshake.MayRecover))
        {
            return await ConnectNewAsync(ConnectionId.New(self.SiloAddress), grant, isResumable: false, cancellationToken);
        }

        var resumed = recovery.Resume is { } resume ? await resumer.ResumeAsync(resume, grant, cancellationToken) : ResumeOutcome.NotResumable;
        if (resumed.CloseReason is { } reason)
        {
            return ConnectOutcome.Close(reason);
        }

        return resumed.Connection is { Session: not null } connection
            ? Accept(connection)
            : await ConnectNewAsync(services.Sessions.NewConnectionId(), grant, isResumable: true, cancellationToken);
    }

    private async ValueTask<ConnectOutcome> ConnectNewAsync(string id, ConnectionGrant? grant, bool isResumable, CancellationToken cancellationToken)
    {
        var connection = new Connection(id, grant, services);
        try
        {
            if (!await TryClaimAsync(connection, cancellationToken))
            {
                connection.End();
                services.Metrics.ConnectionRefused(Refusal.Unavailable.Code);
                return ConnectOutcome.Refuse(Refusal.Unavailable.ToConnectErrorJson());
            }

            if (isResumable)
            {
                connection.MakeResumable(new Session(id, PrivateId.NewSecret(), generation: 0));
            }

            services.Attachments.Start(connection);
            await services.Sessions.SaveWithinPatienceAsync(connection, SessionPart.Whole, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            connection.End();
            throw;
        }

        return Accept(connection);
    }

    private static ConnectOutcome Accept(Connection connection) => connection.Session is { } session
        ? ConnectOutcome.Accept(connection.Id, session.PrivateIdJson, connection)
        : ConnectOutcome.Accept(connection.Id, connection);

    // An owner that does not answer must not leave the client without an answer too.
    private async Task<bool> TryClaimAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            await services.Attachments.ClaimAsync(connection, cancellationToken).WaitAsync(uplink.Value.StandstillNotice, time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }
}
