using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>Lets go of the uplinks of channels that nobody here is in or speaks to any more.</summary>
internal sealed class UplinkSweeper(
    UplinkRegistry uplinks,
    LocalChannelIndex index,
    Attachments attachments,
    KeptSessions kept,
    IOptions<UplinkOptions> options,
    TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.IdleTimeout / 2, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            index.TrimTails();
            kept.Trim();
            uplinks.Sweep(channel => index.Contains(channel) || attachments.Contains(channel));
        }
    }
}
