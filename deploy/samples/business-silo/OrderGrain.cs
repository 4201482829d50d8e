using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Samples.BusinessSilo;

/// <summary>Tells the browsers that watch an order what becomes of it.</summary>
internal sealed class OrderGrain(IRealtimeClient realtime) : Grain, IOrderGrain
{
    public async Task<int> ShipAsync()
    {
        var channel = $"order-{this.GetPrimaryKeyString()}";
        byte[] label = [0x25, 0x50, 0x44, 0x46];

        // A byte array anywhere in the payload reaches a browser as ArrayBuffer.
        await realtime.SendAsync(channel, "shipped", new { State = "shipped", Label = label });
        await realtime.BroadcastAsync("order-shipped", new { Channel = channel });
        return (await realtime.GetMembersAsync(channel)).Count;
    }
}
