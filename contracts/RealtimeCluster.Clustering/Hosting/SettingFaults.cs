using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Finds everything that is wrong with the settings of a host, before anything is made of them.</summary>
/// <remarks>
/// Left to itself, whatever needs its options first while a host is put together ends it, and names the faults of one section only. The sections are those of all
/// options that are checked and say, as ours do, which section is theirs: <c>const string SectionName</c>.
/// </remarks>
/// <param name="registered">The services of the host, once all are registered.</param>
internal sealed class SettingFaults(IServiceCollection registered)
{
    /// <summary>Finds them.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>A sentence for each, with the name of its setting.</returns>
    public IReadOnlyList<string> Find(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        SettingSection[] sections =
        [
            .. registered
                .Where(static service => service.ServiceType.IsGenericType && service.ServiceType.GetGenericTypeDefinition() == typeof(IValidateOptions<>))
                .Select(static service => service.ServiceType.GenericTypeArguments[0])
                .Distinct()
                .Select(static type => (Type: type, Name: type.GetField("SectionName", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string))
                .Where(static options => options.Name is not null)
                .Select(options => (SettingSection)Activator.CreateInstance(typeof(SettingSection<>).MakeGenericType(options.Type), options.Name, registered)!),
        ];
        return [.. sections.SelectMany(section => section.FindFaults(services)).Concat(FindUnknown(sections, configuration)).Distinct()];
    }

    // Only single values: what is below a section of ours may belong to a kind of node that this one is not.
    private static IEnumerable<string> FindUnknown(SettingSection[] sections, IConfiguration configuration) =>
        from section in sections.GroupBy(static section => section.Name)
        let known = section.SelectMany(static options => options.Settings).ToHashSet(StringComparer.OrdinalIgnoreCase)
        from setting in configuration.GetSection(section.Key).GetChildren()
        where !string.IsNullOrEmpty(setting.Value) && !known.Contains(setting.Key)
        select $"{setting.Path} is not a setting; section {section.Key} has {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
}
