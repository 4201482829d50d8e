using System.Globalization;

namespace RealtimeCluster.Clustering.Membership;

/// <summary>The clock of this node is off by more than the cluster bears, so it does not start.</summary>
public sealed class ClockSkewException : Exception
{
    /// <summary>Creates one.</summary>
    public ClockSkewException()
        : base("The clock of this node is off; it does not join the cluster.")
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    public ClockSkewException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public ClockSkewException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="skew">How far the other clock is ahead.</param>
    /// <param name="other">Whose clock that is.</param>
    internal ClockSkewException(TimeSpan skew, SiloAddress other)
        : base(string.Create(CultureInfo.InvariantCulture, $"The clock of this node is off: that of {other} is ahead of it by {skew.TotalSeconds:0} s. Set it right; until then the node does not join the cluster."))
    {
    }
}
