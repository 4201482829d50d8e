using System.Net.Http.Json;

namespace RealtimeCluster.Observability.Tests.Tracing;

/// <summary>OpenTelemetry's own variables are heeded, wherever the configuration has them from.</summary>
public sealed class OtlpVariablesTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task Export_EndpointAndNameFromVariables_GoesThereUnderThatName()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var node = await ObservedNode.StartAsync(
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Url}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_SERVICE_NAME=node-of-a-test", "--OTEL_BSP_SCHEDULE_DELAY=100"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node.Url, "/v1/environments/traced/channels/room/events"))
            {
                Content = JsonContent.Create(new { eventName = "news" }),
            };
            request.Headers.Authorization = new("Bearer", ObservedNode.Token);
            request.Headers.Add("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01");
            using var response = await node.Http.SendAsync(request);
            response.EnsureSuccessStatusCode();

            // Nobody is in the channel: publish, uplink, apply.
            var spans = await collector.WaitForAsync(TraceId, 3);

            Assert.All(spans, static span => Assert.Equal("node-of-a-test", span.Service));
        }

        Assert.Contains("/v1/metrics", collector.Paths);
    }
}
