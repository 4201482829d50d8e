using RealtimeCluster.Peers.SignalR;

// A peer to compare with: SignalR groups. Arguments: --urls http://127.0.0.1:PORT [--redis 127.0.0.1:PORT] for several nodes.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var signalR = builder.Services.AddSignalR();
if (builder.Configuration["redis"] is { } redis)
{
    signalR.AddStackExchangeRedis(redis);
}

var app = builder.Build();
app.MapHub<ChannelHub>("/hub");
await app.RunAsync();
