using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Log;

/// <summary>Where a command stood that became an event; the default for a server's.</summary>
internal readonly record struct CommandOrigin(BatchId? Batch, int Index);
