using RealtimeCluster.Gateway.ServerApi;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>The errors of the admin page that the server API does not have.</summary>
internal static class AdminProblem
{
    public static ServerProblem SignInNeeded { get; } = new(401, "sign_in_needed", "Sign in with a server token, or send one: 'Authorization: Bearer <token>'.");

    public static ServerProblem CrossSite { get; } = new(403, "cross_site_request", "This request does not come from the admin page.");

    public static ServerProblem NodeNotFound { get; } = new(404, "no_node_found", "There is no such node alive in the cluster.");

    public static ServerProblem NotAGateway { get; } = new(400, "not_a_gateway", "Only a gateway has connections that it could be emptied of.");

    public static ServerProblem ForeignNode { get; } = new(400, "foreign_node", "This node is no silo or gateway of the realtime cluster; stop it where it was started.");

    public static ServerProblem Busy { get; } = new(503, "busy", "Too many are watching through this gateway.");
}
