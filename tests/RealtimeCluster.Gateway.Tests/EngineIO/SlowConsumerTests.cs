using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public class SlowConsumerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Enqueue_ClientReadsNothing_ClosesAtTheBound(bool isWebSocket)
    {
        var application = new Capture();
        var server = new ProtocolServer(
            services => services.Configure<PacketLimitsOptions>(options => options.MaxOutboundBytes = 1_000_000),
            app => app.UseEngineIO(application, "/flood/"));
        await server.InitializeAsync();
        using var socket = isWebSocket ? await server.OpenedAsync("/flood/") : null;
        using var polling = server.Polling("/flood/");
        if (!isWebSocket)
        {
            await polling.OpenAsync();
        }

        var session = await application.Opened.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var message = OutboundMessage.Binary(new byte[10_000]);
        var enqueued = 0;
        while (enqueued < 100_000 && session.Enqueue(message))
        {
            session.Flush();
            enqueued++;
        }

        Assert.Equal(DisconnectReason.SlowConsumer, await application.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.InRange(enqueued, 50, 99_999);
        await server.DisposeAsync();
    }

    private sealed class Capture : IEngineIOApplication, IEngineIOHandler
    {
        public TaskCompletionSource<EngineSession> Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<DisconnectReason> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IEngineIOHandler Open(EngineSession session)
        {
            Opened.SetResult(session);
            return this;
        }

        public ValueTask OnMessageAsync(ReadOnlyMemory<byte> message, bool isBinary) => ValueTask.CompletedTask;

        public void OnClosed(DisconnectReason reason) => Closed.SetResult(reason);
    }
}
