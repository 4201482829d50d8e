namespace RealtimeCluster.Clustering.Nodes;

/// <summary>The silo at which every node looks for an owner that nobody knows of: its home.</summary>
/// <remarks>
/// Rendezvous hashing: each node finds the same home among the same silos, every silo is the home of as many owners, and of those that a silo takes or leaves behind when
/// it comes or goes no others move. An owner comes to life there, if it can, and what it leaves when it rests lies there in any case, so that the next one need not
/// ask every silo.
/// </remarks>
public static class OwnerHome
{
    private static readonly GrainType[] OwnerTypes = [GrainType.Create("realtime.channel"), GrainType.Create("realtime.broadcast"), GrainType.Create("realtime.user")];

    /// <summary>Whether a grain is an owner, so that it has a home.</summary>
    /// <param name="grainId">The grain.</param>
    public static bool Has(GrainId grainId) => Array.IndexOf(OwnerTypes, grainId.Type) >= 0;

    /// <summary>The home of an owner.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="silos">The silos it may live on, in any order; at least one.</param>
    public static SiloAddress Find(GrainId owner, IReadOnlyList<SiloAddress> silos)
    {
        var hash = (ulong)owner.GetUniformHashCode() << 32;
        var (home, highest) = (silos[0], 0UL);
        foreach (var silo in silos)
        {
            var weight = Mix(hash | (uint)silo.GetConsistentHashCode());
            if (weight > highest || (weight == highest && silo.CompareTo(home) > 0))
            {
                (home, highest) = (silo, weight);
            }
        }

        return home;
    }

    // The finaliser of SplitMix64: each bit of the result depends on each bit of the value.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
