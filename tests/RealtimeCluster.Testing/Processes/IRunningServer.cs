namespace RealtimeCluster.Testing.Processes;

/// <summary>A server a test can reach, whatever it is made of.</summary>
public interface IRunningServer
{
    /// <summary>The base URLs of its gateways.</summary>
    IReadOnlyList<Uri> GatewayUrls { get; }

    /// <summary>What its processes printed last, for messages of failed tests.</summary>
    string DescribeState();
}
