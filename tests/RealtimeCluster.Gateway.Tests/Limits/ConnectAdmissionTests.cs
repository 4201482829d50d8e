using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Testing.Diagnostics;

namespace RealtimeCluster.Gateway.Tests.Limits;

public sealed class ConnectAdmissionTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider();

    [Fact]
    public async Task EnterAsync_AllPlacesTaken_WaitsInTheOrderOfComing()
    {
        using var admission = Create(new AdmissionOptions { MaxConcurrent = 1 });
        var first = await admission.EnterAsync(default);
        var second = admission.EnterAsync(default).AsTask();
        var third = admission.EnterAsync(default).AsTask();

        first!.Dispose();

        using var place = await second;
        Assert.False(third.IsCompleted);
        place!.Dispose();
        (await third)!.Dispose();
    }

    [Fact]
    public async Task RetryAfter_TooManyWait_IsSetUntilOneIsLetIn()
    {
        using var admission = Create(new AdmissionOptions { MaxConcurrent = 1, MaxWaiting = 2 });
        var inside = await admission.EnterAsync(default);
        var waiting = admission.EnterAsync(default).AsTask();
        Assert.Null(admission.RetryAfter);

        using var gone = new CancellationTokenSource();
        var impatient = admission.EnterAsync(gone.Token).AsTask();
        Assert.Equal(TimeSpan.FromSeconds(3), admission.RetryAfter);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.Null(admission.RetryAfter);
        inside!.Dispose();
        (await waiting)!.Dispose();
    }

    [Fact]
    public async Task EnterAsync_TooManyWait_IsTurnedAwayAndCounted()
    {
        using var metrics = new MetricReader(_services, GatewayMetrics.MeterName);
        using var admission = Create(new AdmissionOptions { MaxConcurrent = 1, MaxWaiting = 1 });
        var inside = await admission.EnterAsync(default);
        var waiting = admission.EnterAsync(default).AsTask();

        var turnedAway = await admission.EnterAsync(default).AsTask().WaitAsync(Deadline);

        Assert.Null(turnedAway);
        Assert.Equal((1, 1), (metrics["realtime.gateway.refused_connects/no_room"], metrics["realtime.gateway.waiting_connects"]));
        inside!.Dispose();
        (await waiting)!.Dispose();
    }

    [Fact]
    public async Task EnterAsync_TooManyWaitForTheRate_IsTurnedAway()
    {
        using var admission = Create(new AdmissionOptions { MaxConcurrent = 100, MaxPerSecond = 1, MaxWaiting = 1 });
        (await admission.EnterAsync(default))!.Dispose();
        var waiting = admission.EnterAsync(default).AsTask();

        var turnedAway = await admission.EnterAsync(default).AsTask().WaitAsync(Deadline);

        Assert.Null(turnedAway);
        (await waiting)!.Dispose();
    }

    [Fact]
    public async Task EnterAsync_ManyAtOnceWithRate_LetsInTheFirstSecondsWorth()
    {
        using var admission = Create(new AdmissionOptions { MaxConcurrent = 100, MaxPerSecond = 1 });
        (await admission.EnterAsync(default))!.Dispose();

        var next = admission.EnterAsync(default);

        Assert.False(next.IsCompleted);
        (await next)!.Dispose();
    }

    public void Dispose() => _services.Dispose();

    private ConnectAdmission Create(AdmissionOptions options) => new(Options.Create(options), _services.GetRequiredService<GatewayMetrics>());
}
