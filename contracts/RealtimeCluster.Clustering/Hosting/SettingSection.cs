using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>A section of the configuration and the options that are read from it; some sections have two kinds.</summary>
internal abstract class SettingSection(string name, Type type)
{
    public string Name => name;

    /// <summary>What these options take from it.</summary>
    public IEnumerable<string> Settings { get; } = [.. type.GetProperties().Select(static property => property.Name)];

    /// <summary>Everything that is wrong with these options.</summary>
    public abstract IEnumerable<string> FindFaults(IServiceProvider services);
}

/// <summary>The same for one kind of options.</summary>
/// <typeparam name="T">The options.</typeparam>
/// <param name="name">Their section.</param>
/// <param name="registered">The services of the host, with the rules for these options among them.</param>
internal sealed class SettingSection<T>(string name, IServiceCollection registered) : SettingSection(name, typeof(T))
    where T : class, new()
{
    public override IEnumerable<string> FindFaults(IServiceProvider services)
    {
        try
        {
            // As it will be read. Some options have a reader of their own.
            _ = services.GetRequiredService<IOptions<T>>().Value;
            return [];
        }
        catch (OptionsValidationException exception) when (exception.OptionsType == typeof(T))
        {
            return exception.Failures;
        }
        catch (Exception exception) when (IsOfSettings(exception))
        {
            // A value is not of its type, or a rule compares with other options that are faulty. What the other rules say is still to be known.
            var faults = new List<string>();
            var options = SettingValues.Read<T>(services.GetRequiredService<IConfiguration>().GetSection(Name), faults);
            return faults.Concat(registered.Where(static service => service.ServiceType == typeof(IValidateOptions<T>)).SelectMany(rules => Validate(rules, services, options)));
        }
    }

    // What the binder throws, and what a rule does whose own options cannot be had.
    private static bool IsOfSettings(Exception exception) => exception is OptionsValidationException or InvalidOperationException;

    private static IEnumerable<string> Validate(ServiceDescriptor descriptor, IServiceProvider services, T options)
    {
        try
        {
            var rules = descriptor.ImplementationInstance
                ?? descriptor.ImplementationFactory?.Invoke(services)
                ?? ActivatorUtilities.CreateInstance(services, descriptor.ImplementationType!);
            return ((IValidateOptions<T>)rules).Validate(Options.DefaultName, options).Failures ?? [];
        }
        catch (Exception exception) when (IsOfSettings(exception))
        {
            // Those other options are named with their own section.
            return [];
        }
    }
}
