using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using RealtimeCluster.Clustering.Health;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Observability.Export;
using RealtimeCluster.Observability.Health;
using RealtimeCluster.Observability.Management;

namespace RealtimeCluster.Observability.Hosting;

/// <summary>Shows a node of the cluster to those who run it: metrics, traces and probes.</summary>
public static class RealtimeObservabilityExtensions
{
    // Our own, then what they stand on.
    private static readonly string[] Meters =
    [
        "RealtimeCluster.*",
        "Microsoft.Orleans",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Diagnostics",
        "System.Runtime",
    ];

    private static readonly string[] OtlpVariables =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    /// <summary>
    /// Adds the management port of section <c>Management</c> and the exporters of section <c>Observability</c> and of the <c>OTEL_*</c> variables. Where
    /// neither a port nor a collector is named nothing listens, nothing is sent, and no instrument is measured.
    /// </summary>
    /// <param name="builder">The host; its configuration must be complete. It must be a node of the cluster.</param>
    public static IHostApplicationBuilder AddRealtimeObservability(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(static service => service.ServiceType == typeof(HealthProbes)))
        {
            return builder;
        }

        builder.Services.AddManagement();
        var options = builder.Services.AddOptionsWithValidateOnStart<ObservabilityOptions, ObservabilityOptionsValidator>();
        options.BindConfiguration(ObservabilityOptions.SectionName);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ObservabilityOptions>, OtlpEndpointValidator>());
        builder.AddTelemetry();
        return builder;
    }

    private static void AddManagement(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ManagementOptions, ManagementOptionsValidator>().BindConfiguration(ManagementOptions.SectionName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ManagementOptions>, ManagementAddressValidator>());
        services.AddHealthChecks()
            .AddCheck<StartedHealthCheck>("started", tags: [HealthTags.Started])
            .AddCheck<MembershipHealthCheck>("membership", tags: [HealthTags.Ready])
            .AddCheck<LifeHealthCheck>("life", tags: [HealthTags.Live]);
        services.AddSingleton<HealthProbes>();
        services.AddSingleton<ManagementServer>();
        services.AddHostedService(static provider => provider.GetRequiredService<ManagementServer>());
    }

    // The exporters are chosen before there are services.
    private static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ObservabilityOptions.SectionName).ReadValid<ObservabilityOptions>();
        var isEnabled = options.Enabled;
        var hasPort = builder.Configuration[$"{ManagementOptions.SectionName}:{nameof(ManagementOptions.Port)}"] is { Length: > 0 };
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource
            .AddService(
                builder.Environment.ApplicationName,
                serviceNamespace: builder.Configuration["Cluster:ClusterId"] ?? "realtime",
                autoGenerateServiceInstanceId: false,
                serviceInstanceId: $"{Environment.MachineName}/{Environment.ProcessId}")
            .AddEnvironmentVariableDetector());
        telemetry.WithMetrics(metrics =>
        {
            if (isEnabled)
            {
                metrics.AddMeter(Meters).AddView(PeerTags.Leave);
            }

            if (hasPort)
            {
                metrics.AddPrometheusExporter();
            }
        });
        telemetry.WithTracing(tracing =>
        {
            if (isEnabled)
            {
                tracing.AddSource(RealtimeTracing.SourceName);
            }
        });
        if (!isEnabled)
        {
            return;
        }

        if (options.OtlpEndpoint is { IsAbsoluteUri: true } endpoint)
        {
            telemetry.UseOtlpExporter(options.OtlpProtocol, endpoint);
        }
        else if (OtlpVariables.Any(variable => !string.IsNullOrEmpty(builder.Configuration[variable])))
        {
            telemetry.UseOtlpExporter();
        }
    }
}
