using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Silo.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.AddRealtimeConfigFile(args);
builder.UseRealtimeCluster(static silo => silo.UseRealtimeSilo());
await builder.Build().RunAsync();
