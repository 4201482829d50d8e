using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Logging;

namespace RealtimeCluster.Deployment.Tests.Kubernetes;

/// <summary>As much of the Kubernetes API as nodes use: the pods of one namespace, and word of those that are deleted. It notes what it is asked.</summary>
internal sealed class FakeKubernetes : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, JsonObject> _pods = new();
    private readonly ConcurrentQueue<KubernetesCall> _calls = new();
    private readonly ConcurrentBag<Channel<JsonObject>> _watches = [];
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _server;

    private FakeKubernetes(WebApplication server) => _server = server;

    /// <summary>What it was asked so far.</summary>
    public IReadOnlyCollection<KubernetesCall> Calls => _calls;

    /// <summary>Completes when somebody follows the pods.</summary>
    public Task Watched => _watched.Task;

    /// <summary>The client configuration that leads to it.</summary>
    public string KubeConfig => $$"""
        apiVersion: v1
        kind: Config
        current-context: here
        clusters: [{ name: here, cluster: { server: "{{_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}}" } }]
        users: [{ name: node, user: { token: a-token } }]
        contexts: [{ name: here, context: { cluster: here, user: node } }]
        """;

    /// <summary>Starts it on a free loopback port.</summary>
    public static async Task<FakeKubernetes> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var fake = new FakeKubernetes(builder.Build());
        fake._server.Map("/{**path}", fake.AnswerAsync);
        await fake._server.StartAsync();
        return fake;
    }

    /// <summary>Adds a pod.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="template">The template it is made by.</param>
    public void AddPod(string name, JsonNode template)
    {
        var metadata = template.At("metadata")!.DeepClone().AsObject();
        metadata["name"] = name;
        metadata["namespace"] = "realtime";
        _pods[name] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = new JsonObject { ["containers"] = new JsonArray() } };
    }

    /// <summary>Deletes a pod, and tells those who follow.</summary>
    /// <param name="name">Its name.</param>
    public void DeletePod(string name)
    {
        Assert.True(_pods.TryRemove(name, out var pod));
        foreach (var watch in _watches)
        {
            watch.Writer.TryWrite(new JsonObject { ["type"] = "DELETED", ["object"] = pod!.DeepClone() });
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var watch in _watches)
        {
            watch.Writer.TryComplete();
        }

        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Trim('/').Split('/');
        if (path is not ["api", "v1", "namespaces", "realtime", "pods", ..] || path.Length > 6)
        {
            _calls.Enqueue(new KubernetesCall(context.Request.Method, context.Request.Path, null));
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var name = path.Length == 6 ? path[5] : null;
        var isWatch = context.Request.Query["watch"] == "true";
        var verb = context.Request.Method switch
        {
            "GET" when name is not null => "get",
            "GET" when isWatch => "watch",
            "GET" => "list",
            "PATCH" => "patch",
            "DELETE" => "delete",
            var other => other,
        };
        _calls.Enqueue(new KubernetesCall(verb, "pods", name is null ? context.Request.Query["labelSelector"].ToString() : null));
        switch (verb)
        {
            case "get" when _pods.TryGetValue(name!, out var pod):
                await context.Response.WriteAsJsonAsync(pod);
                break;
            case "list":
                await context.Response.WriteAsJsonAsync(new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "PodList",
                    ["metadata"] = new JsonObject(),
                    ["items"] = new JsonArray([.. _pods.Values.Select(static pod => pod.DeepClone())]),
                });
                break;
            case "watch":
                await FollowAsync(context);
                break;
            default:
                // As a role would that allows no more than reading.
                context.Response.StatusCode = verb == "get" ? StatusCodes.Status404NotFound : StatusCodes.Status403Forbidden;
                break;
        }
    }

    private async Task FollowAsync(HttpContext context)
    {
        var events = Channel.CreateUnbounded<JsonObject>();
        _watches.Add(events);
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync();
        _watched.TrySetResult();
        try
        {
            await foreach (var one in events.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(one.ToJsonString() + "\n");
                await context.Response.Body.FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever followed is gone.
        }
    }
}
