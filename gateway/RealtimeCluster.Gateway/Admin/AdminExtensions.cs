using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Gateway.Http;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Registers and maps the admin page.</summary>
internal static class AdminExtensions
{
    /// <summary>Where the page is.</summary>
    public const string Root = "/admin";

    /// <summary>Adds what the page is made of, and what this gateway tells the pages of others.</summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AdminOptions, AdminOptionsValidator>().BindConfiguration(AdminOptions.SectionName);
        services.TryAddSingleton<AdminTickets>();
        services.TryAddSingleton<AdminPlaces>();
        services.TryAddSingleton<PendingSignIns>();
        services.TryAddSingleton<AdminDoor>();
        services.TryAddSingleton<AdminGate>();
        services.TryAddSingleton<AdminActions>();
        services.TryAddSingleton<OrleansDashboardDoor>();
        services.TryAddSingleton<PageFiles>();
        services.TryAddSingleton<ClusterSampler>();
        services.TryAddSingleton<SessionEndpoints>();
        services.TryAddSingleton<ClusterEndpoints>();
        services.TryAddSingleton<ConnectionEndpoints>();
        services.TryAddSingleton<ChannelEndpoints>();
        services.TryAddSingleton<IGatewayDesks, GatewayDesks>();
        services.TryAddSingleton<GatewayDesk>();
        services.TryAddSingleton<IGatewayReporter, GatewayReporter>();
        return services;
    }

    /// <summary>Lets the admin pages of other gateways reach this one.</summary>
    public static ISiloBuilder UseAdmin(this ISiloBuilder silo) => silo.AddGrainService<GatewayDeskService>();

    /// <summary>Maps the page unless it is switched off, and behind the same guard the Orleans Dashboard if the cluster feeds it.</summary>
    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.ServiceProvider.GetRequiredService<IOptions<AdminOptions>>().Value.Enabled)
        {
            return endpoints;
        }

        var root = endpoints.MapGroup(Root).Behind<AdminDoor>().ExcludeFromDescription();

        // Both with and without a slash at its end; its files are beside it only with one.
        root.MapRead("/", static (HttpContext context, PageFiles files) => context.Request.Path.Value!.EndsWith('/')
            ? files.Index.Serve(context)
            : TypedResults.LocalRedirect($"~{Root}/"));
        root.MapRead("/page/{file}", static (HttpContext context, string file, PageFiles files) => files.Find(file)?.Serve(context) ?? TypedResults.NotFound());
        root.MapPost("/api/session", static (HttpContext context, SessionEndpoints session) => session.SignInAsync(context)).DisableAntiforgery();
        root.MapDelete("/api/session", static (HttpContext context, SessionEndpoints session) => session.SignOut(context));

        var api = root.MapGroup("/api").Behind<AdminGate>();
        api.MapRead("/session", static (HttpContext context, SessionEndpoints session) => session.Describe(context));
        api.MapRead("/cluster", static (HttpContext context, ClusterEndpoints cluster) => cluster.ReadAsync(context));
        api.MapPost("/cluster/drain", static (HttpContext context, ClusterEndpoints cluster) => cluster.DrainAsync(context));
        api.MapPost("/cluster/stop", static (HttpContext context, ClusterEndpoints cluster) => cluster.StopAsync(context));
        api.MapRead("/channel/members", static (HttpContext context, ChannelEndpoints channel) => channel.ReadMembersAsync(context));
        api.MapRead("/channel/events", static (HttpContext context, ChannelEndpoints channel) => channel.ReadEventsAsync(context));
        api.MapPost("/send/{target}", static (HttpContext context, string target, ChannelEndpoints channel) => channel.SendAsync(context, target));
        api.MapRead("/connections", static (HttpContext context, ConnectionEndpoints connections) => connections.FindAsync(context));
        api.MapPost("/connections/disconnect", static (HttpContext context, ConnectionEndpoints connections) => connections.DisconnectAsync(context));

        if (endpoints.ServiceProvider.GetRequiredService<IOptions<ClusterOptions>>().Value.OrleansDashboard)
        {
            root.MapGroup(string.Empty).Behind<AdminGate>().Behind<OrleansDashboardDoor>().MapOrleansDashboard("/orleans");
        }

        return endpoints;
    }

    // The filter of the container, which is one for all endpoints.
    private static RouteGroupBuilder Behind<T>(this RouteGroupBuilder group)
        where T : class, IEndpointFilter => group.AddEndpointFilterFactory(static (factory, next) =>
        {
            var filter = factory.ApplicationServices.GetRequiredService<T>();
            return context => filter.InvokeAsync(context, next);
        });
}
