using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Gateway.Hosting;
using RealtimeCluster.Observability.Hosting;
using RealtimeCluster.Silo.Hosting;
using RealtimeCluster.Standalone;

if (await HealthCommand.TryRunAsync(args) is { } exitCode)
{
    return exitCode;
}

FileWatching.PollWhereNothingCanBeWatched();

// Settings and pages lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddRealtimeConfigFile(args);
builder.AddRealtimeSecrets(args);
builder.AddDevelopmentToken();
builder.Services.AddSystemd();
builder.UseRealtimeCluster(static silo => silo.UseRealtimeSilo().UseRealtimeGateway());
builder.Services.AddRealtimeGateway();
builder.AddRealtimeObservability();

var app = builder.Build();
if (!app.HasValidSettings())
{
    return 1;
}

app.UsePages();
app.MapRealtimeGateway();
return await app.RunRealtimeAsync();
