namespace RealtimeCluster.Silo.Succession;

/// <summary>Knows what lately lived on this silo and left something behind.</summary>
internal interface IPredecessors
{
    /// <summary>A call for each that no successor has come for and that somebody may miss: it brings the successor to life.</summary>
    IReadOnlyCollection<Func<Task>> FindUnclaimed();

    /// <summary>Whether any still live here.</summary>
    bool AnyLiving { get; }
}
