using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using RealtimeCluster.Gateway.Admin;

namespace RealtimeCluster.Gateway.Tests.Admin;

public sealed class OrleansDashboardDoorTests
{
    [Theory]
    [InlineData("GrainState", "/admin/orleans/GrainState", false)]
    [InlineData("GrainState", "/admin/orleans/GrainState/", false)]
    [InlineData("grainstate/", "/admin/orleans/grainstate//", false)]
    [InlineData("ClusterStats", "/admin/orleans/ClusterStats", true)]
    public async Task InvokeAsync_ReadsAGrainsState_IsShutHoweverThePathIsWritten(string route, string path, bool isLetThrough)
    {
        var context = new DefaultHttpContext { Request = { Path = path } };
        context.SetEndpoint(new RouteEndpoint(static _ => Task.CompletedTask, RoutePatternFactory.Parse($"/admin/orleans/{route}"), 0, null, null));

        var result = await new OrleansDashboardDoor().InvokeAsync(
            new DefaultEndpointFilterInvocationContext(context), static _ => ValueTask.FromResult<object?>("through"));

        Assert.Equal(isLetThrough ? typeof(string) : typeof(NotFound), result?.GetType());
    }
}
