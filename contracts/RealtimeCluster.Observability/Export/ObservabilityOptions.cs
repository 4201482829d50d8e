using System.ComponentModel.DataAnnotations;
using OpenTelemetry.Exporter;

namespace RealtimeCluster.Observability.Export;

/// <summary>Where metrics and traces go. OpenTelemetry's own variables (<c>OTEL_*</c>) say the same and more; where both say something, these win.</summary>
public sealed class ObservabilityOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Observability";

    /// <summary>
    /// Base URL of an OpenTelemetry collector, to which metrics and traces are sent. Default none: as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, and
    /// nowhere without it.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>How the collector is spoken to: <c>Grpc</c> or <c>HttpProtobuf</c>. Default <c>Grpc</c>. Only beside <see cref="OtlpEndpoint"/>.</summary>
    [EnumDataType(typeof(OtlpExportProtocol))]
    public OtlpExportProtocol OtlpProtocol { get; set; } = OtlpExportProtocol.Grpc;

    /// <summary>Whether this process measures anything at all. Default true; without a port and a collector it measures nothing either way.</summary>
    public bool Enabled { get; set; } = true;
}
