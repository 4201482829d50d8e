namespace RealtimeCluster.Samples.BusinessSilo;

/// <summary>A grain of a business: an order.</summary>
public interface IOrderGrain : IGrainWithStringKey
{
    /// <summary>Ships the order and tells whoever watches it.</summary>
    /// <returns>How many watchers there were.</returns>
    Task<int> ShipAsync();
}
