using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Observability.Hosting;
using RealtimeCluster.Silo.Hosting;

if (await HealthCommand.TryRunAsync(args) is { } exitCode)
{
    return exitCode;
}

FileWatching.PollWhereNothingCanBeWatched();

// Settings lie beside the program, wherever it is started from.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddRealtimeConfigFile(args);
builder.AddRealtimeSecrets(args);
builder.Services.AddSystemd();
builder.UseRealtimeCluster(static silo => silo.UseRealtimeSilo());
builder.AddRealtimeObservability();

var host = builder.Build();
return host.HasValidSettings() ? await host.RunRealtimeAsync() : 1;
