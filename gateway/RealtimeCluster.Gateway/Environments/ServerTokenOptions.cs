namespace RealtimeCluster.Gateway.Environments;

/// <summary>One credential of a server, and what it is good for.</summary>
public sealed class ServerTokenOptions
{
    /// <summary>
    /// What logs call it: in a scope around what is logged of its requests, and where they end connections or revoke something. Default <c>unnamed</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>The token itself; unique. Several may stand side by side, so that servers change from one to the next one by one.</summary>
    public string Token { get; set; } = string.Empty;

    /// <summary>The environments it may act in. Default empty: all.</summary>
    public IList<string> Environments { get; } = [];

    /// <summary>What it may do. Default empty: everything.</summary>
    public IList<ServerVerb> Verbs { get; } = [];
}
