using RealtimeCluster.ProtocolHost;

await using var app = ProtocolHostBuilder.Build(args);
await app.RunAsync();
