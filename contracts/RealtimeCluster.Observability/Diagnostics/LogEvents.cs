namespace RealtimeCluster.Observability.Diagnostics;

/// <summary>The event ids of what shows a node to those who run it: 1300–1399.</summary>
internal static class LogEvents
{
    public const int ManagementListens = 1300;
}
