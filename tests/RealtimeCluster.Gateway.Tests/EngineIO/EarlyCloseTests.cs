using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class EarlyCloseTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Open_ApplicationClosesAtOnce_IsToldOfTheClose()
    {
        var application = new Closing();
        var server = new ProtocolServer(null, app => app.UseEngineIO(application, "/closing/"));
        await server.InitializeAsync();

        using var polling = server.Polling("/closing/");
        await polling.OpenAsync();

        Assert.Equal(DisconnectReason.ServerDisconnected, await application.Closed.Task.WaitAsync(Deadline));
        await server.DisposeAsync();
    }

    private sealed class Closing : IEngineIOApplication, IEngineIOHandler
    {
        public TaskCompletionSource<DisconnectReason> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IEngineIOHandler Open(EngineSession session)
        {
            session.Close(DisconnectReason.ServerDisconnected);

            // The thread that announces the close stands before this one in the pool's queue, and comes before the session has a handler.
            using var passed = new ManualResetEventSlim();
            ThreadPool.UnsafeQueueUserWorkItem(static gate => gate.Set(), passed, preferLocal: false);
            passed.Wait(Deadline);
            return this;
        }

        public ValueTask OnMessageAsync(ReadOnlyMemory<byte> message, bool isBinary) => ValueTask.CompletedTask;

        public void OnClosed(DisconnectReason reason) => Closed.SetResult(reason);
    }
}
