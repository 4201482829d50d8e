using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.Gateway.Tests.EngineIO;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Tests.Namespaces;

/// <summary>While the application judges a CONNECT the end of the transport is noticed, whatever the transport is.</summary>
public sealed class ConnectJudgedTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OnConnect_WebSocketIsCut_IsCancelled(bool isDirect)
    {
        var application = new HesitantApplication();
        await using var server = await StartAsync(application, isDirect);
        var socket = await server.Server.OpenedAsync("/hesitant/");
        await socket.SendAsync("40");
        await application.Asked.Task.WaitAsync(Deadline);

        socket.Dispose();

        await application.Cancelled.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task OnConnect_PollIsCut_IsCancelled()
    {
        var application = new HesitantApplication();
        await using var server = await StartAsync(application, isDirect: true);
        var client = server.Server.Polling("/hesitant/");
        await client.OpenAsync();
        await client.PostAsync("40");
        await application.Asked.Task.WaitAsync(Deadline);
        var poll = client.PollAsync();

        client.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => poll);
        await application.Cancelled.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task OnConnect_EventIsSentBeforeTheAnswer_ComesAfterIt()
    {
        var application = new HesitantApplication();
        await using var server = await StartAsync(application, isDirect: true);
        using var socket = await server.Server.OpenedAsync("/hesitant/");
        await socket.SendAsync("40{\"token\":\"123\"}");
        await application.Asked.Task.WaitAsync(Deadline);
        await socket.SendAsync("42[\"message\"]");

        application.Answer.SetResult();

        Assert.StartsWith("40{", await socket.ReceiveAsync(), StringComparison.Ordinal);
        await application.Heard.Task.WaitAsync(Deadline);
        Assert.Equal("{\"token\":\"123\"}", application.Auth);
    }

    private static async Task<RunningServer> StartAsync(HesitantApplication application, bool isDirect)
    {
        var server = new ProtocolServer(
            services => services.AddSingleton(application).Configure<EngineIOOptions>(options => options.DirectWebSockets = isDirect),
            static app => app.UseSocketIO<HesitantApplication>("/hesitant/"));
        await server.InitializeAsync();
        return new RunningServer(server);
    }

    private sealed class RunningServer(ProtocolServer server) : IAsyncDisposable
    {
        public ProtocolServer Server => server;

        public async ValueTask DisposeAsync() => await server.DisposeAsync();
    }

    private sealed class HesitantApplication : ISocketIOApplication, INamespaceHandler
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Auth { get; private set; } = string.Empty;

        public async ValueTask<ConnectOutcome> OnConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
        {
            Asked.SetResult();
            try
            {
                await Answer.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Cancelled.SetResult();
                throw;
            }

            Auth = System.Text.Encoding.UTF8.GetString(request.Auth.Span);
            return ConnectOutcome.Accept(SessionId.Create(), this);
        }

        public void OnConnected(NamespaceSession session)
        {
        }

        public ValueTask OnEventAsync(ReceivedEvent received)
        {
            Heard.SetResult();
            return ValueTask.CompletedTask;
        }

        public void OnDisconnected(DisconnectReason reason)
        {
        }
    }
}
