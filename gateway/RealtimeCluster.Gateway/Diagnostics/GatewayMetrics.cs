using System.Diagnostics.Metrics;

namespace RealtimeCluster.Gateway.Diagnostics;

/// <summary>Every instrument of a gateway. Tags come from closed sets, never from ids or names a client chose.</summary>
public sealed class GatewayMetrics : IDisposable
{
    /// <summary>The name of the meter, as an exporter subscribes to it.</summary>
    public const string MeterName = "RealtimeCluster.Gateway";

    private readonly Meter _meter;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meterFactory">The factory of the host.</param>
    public GatewayMetrics(IMeterFactory meterFactory)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        _meter = meterFactory.Create(MeterName);
    }

    /// <summary>Disposes of the meter.</summary>
    public void Dispose() => _meter.Dispose();
}
