using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Contracts.Tests.Hosting;

/// <summary>How a node may be told where its membership tables lie.</summary>
public sealed class AzureTableClientsTests
{
    [Theory]
    [InlineData("UseDevelopmentStorage=true", true)]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=account;AccountKey=a2V5;EndpointSuffix=core.windows.net", true)]
    [InlineData("https://account.table.core.windows.net/?sv=1&sig=x", true)]
    [InlineData("https://account.table.core.windows.net", true)]
    [InlineData("http://account.table.core.windows.net", false)]
    [InlineData("account", false)]
    [InlineData("/account", false)]
    public void TryCreate_TakesWhatLeadsToTables(string connection, bool isTaken) =>
        Assert.Equal(isTaken, AzureTableClients.TryCreate(connection, out _));
}
