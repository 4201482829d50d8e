using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>
/// Holds the <see cref="EnvironmentSnapshot"/> in force and replaces it as a whole when the configuration changes. A change with
/// a fault in it changes nothing.
/// </summary>
public sealed partial class EnvironmentRegistry : IDisposable
{
    private readonly IOptionsFactory<RealtimeOptions> _factory;
    private readonly ILogger<EnvironmentRegistry> _logger;
    private readonly IDisposable _follower;
    private readonly Lock _reload = new();
    private volatile EnvironmentSnapshot _current;

    /// <summary>Compiles the configuration of the start.</summary>
    /// <param name="factory">Reads and validates the options.</param>
    /// <param name="configuration">Says when there is something new to read.</param>
    /// <param name="logger">Receives refused changes.</param>
    /// <exception cref="OptionsValidationException">The configuration has faults; all are named.</exception>
    public EnvironmentRegistry(IOptionsFactory<RealtimeOptions> factory, IConfiguration configuration, ILogger<EnvironmentRegistry> logger)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(configuration);
        _factory = factory;
        _logger = logger;
        _current = new EnvironmentSnapshot(factory.Create(Options.DefaultName));
        _follower = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <summary>A new snapshot is in force. Raised on the thread that noticed the change; followers must not block it.</summary>
    public event Action? Changed;

    /// <summary>The snapshot in force.</summary>
    public EnvironmentSnapshot Current => _current;

    /// <summary>Stops following the configuration.</summary>
    public void Dispose() => _follower.Dispose();

    private void Reload()
    {
        // Two sources may change at once; the later reading must also be the one that stays.
        lock (_reload)
        {
            try
            {
                _current = new EnvironmentSnapshot(_factory.Create(Options.DefaultName));
            }
            catch (OptionsValidationException exception)
            {
                Log.ReloadRefused(_logger, string.Join(" ", exception.Failures));
                return;
            }

            Log.Reloaded(_logger);
        }

        Changed?.Invoke();
    }
}
