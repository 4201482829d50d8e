using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Gateway.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddRealtimeConfigFile(args);
builder.UseRealtimeCluster(static silo => silo.UseRealtimeGateway());
builder.Services.AddRealtimeGateway();

var app = builder.Build();
app.MapRealtimeGateway();
await app.RunAsync();
