using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RealtimeCluster.Observability.Tests.Health;

/// <summary>The three questions to a node: has it started, should traffic come, is it alive.</summary>
public sealed class ProbeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string[] Faults = ["Management:Address 'everywhere'", "ProbeTimeout", "Observability:OtlpEndpoint 'collector'", "SampleRatio"];

    [Fact]
    public async Task Probes_NodeThatWorks_AllSayYes()
    {
        await using var node = await ObservedNode.StartAsync();

        Assert.Equal((200, 200, 200), await AskOnceReadyAsync(node));
        var ready = JsonDocument.Parse(await node.GetAsync("/ready")).RootElement;
        Assert.Equal("Healthy", ready.GetProperty("status").GetString());
        Assert.Equal(["links", "membership", "traffic"], ready.GetProperty("checks").EnumerateObject().Select(static check => check.Name).Order());
    }

    [Fact]
    public async Task Probes_WhileItStarts_OnlyLiveSaysYes()
    {
        var gate = new Gate();
        await using var node = ObservedNode.Create(services => services.AddHostedService(_ => new Held(gate, onStart: true)));
        var running = node.RunAsync();
        await gate.Reached.Task.WaitAsync(Deadline);

        var answers = await AskAsync(node);
        gate.Open.SetResult();
        await running;

        Assert.Equal((503, 503, 200), answers);
        Assert.Equal((200, 200, 200), await AskOnceReadyAsync(node));
    }

    [Fact]
    public async Task Probes_WhileItStops_ReadySaysNoAndTheOthersYes()
    {
        var gate = new Gate();
        await using var node = ObservedNode.Create(services => services.AddHostedService(_ => new Held(gate, onStart: false)));
        await node.RunAsync();
        var stopping = node.StopAsync();
        await gate.Reached.Task.WaitAsync(Deadline);

        var answers = await AskAsync(node);
        gate.Open.SetResult();
        await stopping;

        Assert.Equal((200, 503, 200), answers);
        await Assert.ThrowsAsync<HttpRequestException>(() => node.GetStatusAsync("/live"));
    }

    [Fact]
    public async Task Ready_OfThePublicPortByHead_AnswersAsGetDoes()
    {
        await using var node = await ObservedNode.StartAsync();
        await AskOnceReadyAsync(node);
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(node.Url, "/ready"));

        using var response = await node.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(string.Empty, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Management_OtherPathsAndMethods_AreRefused()
    {
        await using var node = await ObservedNode.StartAsync();

        Assert.Equal(404, await node.GetStatusAsync("/"));
        Assert.Equal(404, await node.GetStatusAsync("/readyness"));
        using var response = await node.Http.PostAsync(new Uri(node.ManagementUrl, "/ready"), content: null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Start_FaultySettings_NamesThemAll()
    {
        await using var node = ObservedNode.Create(
            static _ => { },
            "--Management:Address=everywhere", "--Management:ProbeTimeout=00:00:00", "--Observability:OtlpEndpoint=collector", "--Observability:Tracing:SampleRatio=2");

        var exception = await Assert.ThrowsAnyAsync<Exception>(node.RunAsync);

        var text = exception.ToString();
        Assert.All(Faults, fault => Assert.Contains(fault, text, StringComparison.Ordinal));
    }

    private static async Task<(int Started, int Ready, int Live)> AskAsync(ObservedNode node) =>
        (await node.GetStatusAsync("/started"), await node.GetStatusAsync("/ready"), await node.GetStatusAsync("/live"));

    // A node that has just started may not know yet what is revoked, and says so.
    private static async Task<(int Started, int Ready, int Live)> AskOnceReadyAsync(ObservedNode node)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (await node.GetStatusAsync("/ready") != 200)
        {
            await Task.Delay(20, deadline.Token);
        }

        return await AskAsync(node);
    }

    private sealed class Gate
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Holds up the start or the stop of its host.</summary>
    private sealed class Held(Gate gate, bool onStart) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => onStart ? WaitAsync(cancellationToken) : Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => onStart ? Task.CompletedTask : WaitAsync(cancellationToken);

        private async Task WaitAsync(CancellationToken cancellationToken)
        {
            gate.Reached.TrySetResult();
            await gate.Open.Task.WaitAsync(Deadline, cancellationToken);
        }
    }
}
