using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Samples.BusinessSilo;
using StackExchange.Redis;

// An ordinary silo of yours in the same cluster. AddRealtimeClient is all it needs to speak to browsers.
var builder = WebApplication.CreateBuilder(args);
builder.UseOrleans(silo =>
{
    var cluster = builder.Configuration.GetSection("Cluster");
    silo.Configure<Orleans.Configuration.ClusterOptions>(identity =>
    {
        identity.ClusterId = cluster["ClusterId"] ?? "realtime";
        identity.ServiceId = cluster["ServiceId"] ?? "realtime";
    });
    silo.UseRedisClustering(redis => redis.ConfigurationOptions = ConfigurationOptions.Parse(cluster["Redis"] ?? "127.0.0.1:6379"));
    silo.ConfigureEndpoints(
        System.Net.IPAddress.Parse(cluster["AdvertisedAddress"] ?? "127.0.0.1"),
        cluster.GetValue("SiloPort", 11_211),
        cluster.GetValue("ClientPort", 0));
});
builder.Services.AddRealtimeClient(realtime => realtime.Environment ??= "shop");

var app = builder.Build();
app.MapPost("/orders/{id}/ship", async (string id, IGrainFactory grains) =>
    Results.Ok(await grains.GetGrain<IOrderGrain>(id).ShipAsync()));
app.MapGet("/orders/{id}/watchers", async (string id, IRealtimeClient realtime) =>
    Results.Ok((await realtime.GetMembersAsync($"order-{id}")).Select(static member => member.Id)));
await app.RunAsync();
