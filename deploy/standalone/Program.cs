using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Gateway.Hosting;
using RealtimeCluster.Observability.Hosting;
using RealtimeCluster.Silo.Hosting;

if (await HealthCommand.TryRunAsync(args) is { } exitCode)
{
    return exitCode;
}

// Settings and pages lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddRealtimeConfigFile(args);
builder.AddRealtimeSecrets(args);
builder.Services.AddSystemd();
builder.UseRealtimeCluster(static silo => silo.UseRealtimeSilo().UseRealtimeGateway());
builder.Services.AddRealtimeGateway();
builder.AddRealtimeObservability();

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapRealtimeGateway();
await app.RunAsync();
return 0;
