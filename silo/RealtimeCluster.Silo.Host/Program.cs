using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Observability.Hosting;
using RealtimeCluster.Silo.Hosting;

// Settings lie beside the program, wherever it is started from.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddRealtimeConfigFile(args);
builder.UseRealtimeCluster(static silo => silo.UseRealtimeSilo());
builder.AddRealtimeObservability();
await builder.Build().RunAsync();
