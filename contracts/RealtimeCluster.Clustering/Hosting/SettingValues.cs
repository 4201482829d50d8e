using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Reads a section of the configuration, value by value: the framework's binder gives up at the first one of a wrong type.</summary>
public static class SettingValues
{
    /// <summary>Reads what is needed before there are services. Values of a wrong type are left out: <see cref="SettingFaultsExtensions.HasValidSettings"/> names them.</summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="section">Their section.</param>
    public static T ReadValid<T>(this IConfigurationSection section)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(section);
        return Read<T>(section, []);
    }

    /// <summary>Reads options and notes each value that is not of its type.</summary>
    internal static T Read<T>(IConfigurationSection section, ICollection<string> faults)
        where T : class, new()
    {
        var options = new T();
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.CanWrite))
        {
            var value = section.GetSection(property.Name);
            if (!value.Exists())
            {
                continue;
            }

            try
            {
                property.SetValue(options, value.Get(property.PropertyType));
            }
            catch (InvalidOperationException)
            {
                faults.Add($"{value.Path} '{value.Value}' is not {Describe(property.PropertyType)}.");
            }
        }

        return options;
    }

    private static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(bool) ? "true or false"
            : type == typeof(TimeSpan) ? "a time such as 00:00:30"
            : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
            : type.IsPrimitive ? "a number in its range"
            : $"a value of type {type.Name}";
    }
}
