using Microsoft.Extensions.Configuration;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Puts one <see cref="ConfigFileProvider"/>, which its watcher also knows, into a configuration.</summary>
internal sealed class ConfigFileSource(ConfigFileProvider provider) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => provider;
}
