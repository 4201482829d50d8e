using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Gateway.Hosting;
using RealtimeCluster.Silo.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddRealtimeConfigFile(args);
builder.UseRealtimeCluster(static silo => silo.UseRealtimeSilo().UseRealtimeGateway());
builder.Services.AddRealtimeGateway();

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapRealtimeGateway();
await app.RunAsync();
