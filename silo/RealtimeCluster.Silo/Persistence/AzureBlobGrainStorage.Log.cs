using Microsoft.Extensions.Logging;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Persistence;

internal sealed partial class AzureBlobGrainStorage
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.BlobStorageReady, LogLevel.Information, "Grain storage {ProviderName} keeps its state in container {Container} of account {Account}.")]
        public static partial void BlobStorageReady(ILogger logger, string providerName, string container, string account);

        [LoggerMessage(LogEvents.BlobContainerMissing, LogLevel.Warning, "Container {Container} of grain storage {ProviderName} is gone; it is made again.")]
        public static partial void BlobContainerMissing(ILogger logger, string providerName, string container);
    }
}
