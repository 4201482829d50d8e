using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace RealtimeCluster.Deployment.Tests.Documentation;

/// <summary>Writes an options class as a table of Markdown.</summary>
internal static class SettingTable
{
    private const string Nothing = "–";

    /// <summary>Writes it.</summary>
    /// <param name="catalog">Where its comments are.</param>
    /// <param name="type">The class.</param>
    /// <param name="section">The section it is bound to.</param>
    /// <param name="except">Settings to leave out, since other tables have them.</param>
    public static string Write(OptionsCatalog catalog, Type type, string section, IReadOnlyCollection<string> except)
    {
        var settings = OptionsCatalog.GetSettings(type).ToArray();
        if (except.FirstOrDefault(name => settings.All(setting => setting.Name != name)) is { } stranger)
        {
            throw new InvalidDataException($"{type.Name} has no setting {stranger}.");
        }

        var defaults = Activator.CreateInstance(type)!;
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"Section `{section}`: {catalog.GetSummary(type)}\n\n")
            .Append("| setting | type | default | limits | meaning |\n|---|---|---|---|---|\n");
        foreach (var setting in settings.Where(setting => !except.Contains(setting.Name)))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{setting.Name}` | {DescribeType(setting.PropertyType)} | {Describe(setting.GetValue(defaults))} | {DescribeLimits(setting)} | {catalog.GetSummary(setting)} |\n");
        }

        return text.ToString();
    }

    /// <summary>A value as a person writes it.</summary>
    /// <param name="value">The value.</param>
    public static string Describe(object? value) => value switch
    {
        null or "" => Nothing,
        bool flag => flag ? "true" : "false",
        TimeSpan time => Describe(time),
        IEnumerable list and not string => list.GetEnumerator().MoveNext() ? throw new InvalidDataException("A list with a default.") : Nothing,
        Enum choice => $"`{choice}`",
        IFormattable number => number.ToString("#,0.###", CultureInfo.InvariantCulture).Replace(',', ' '),
        _ => $"`{value}`",
    };

    private static string Describe(TimeSpan time) => time switch
    {
        _ when time == TimeSpan.Zero => "0",
        _ when time.Ticks % TimeSpan.TicksPerDay == 0 => $"{time.Days} d",
        _ when time.Ticks % TimeSpan.TicksPerHour == 0 => $"{(int)time.TotalHours} h",
        _ when time.Ticks % TimeSpan.TicksPerMinute == 0 => $"{(int)time.TotalMinutes} min",
        _ when time.Ticks % TimeSpan.TicksPerSecond == 0 => $"{(int)time.TotalSeconds} s",
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds} ms"),
    };

    private static string DescribeType(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(string) => "text",
            _ when plain == typeof(Uri) => "URI",
            _ when plain == typeof(bool) => "true, false",
            _ when plain == typeof(TimeSpan) => "time",
            _ when plain == typeof(DateTimeOffset) => "date and time",
            { IsEnum: true } => string.Join(", ", Enum.GetNames(plain).Select(static name => $"`{name}`")),
            { IsPrimitive: true } => "number",
            { IsGenericType: true } when plain.GetGenericTypeDefinition() == typeof(IList<>) => $"list: {DescribeType(plain.GetGenericArguments()[0])}",
            { IsGenericType: true } when plain.GetGenericTypeDefinition() == typeof(IDictionary<,>) => $"object: {DescribeType(plain.GetGenericArguments()[1])} each",
            { IsClass: true } => $"`{plain.Name}`",
            _ => throw new InvalidDataException($"No name for the type {plain}."),
        };
    }

    private static string DescribeLimits(PropertyInfo setting)
    {
        // Which values an enumeration has, its type says.
        var limits = setting.GetCustomAttributes<ValidationAttribute>().Where(static attribute => attribute is not EnumDataTypeAttribute).Select(attribute => attribute switch
        {
            RangeAttribute range => $"{Describe(ToValue(range.OperandType, range.Minimum))} – {Describe(ToValue(range.OperandType, range.Maximum))}",
            RequiredAttribute => "not empty",
            MinLengthAttribute { Length: var least } => $"at least {least}",
            RegularExpressionAttribute { ErrorMessage: { } message } => message[(message.IndexOf("must be ", StringComparison.Ordinal) + "must be ".Length)..].TrimEnd('.'),
            _ => throw new InvalidDataException($"{setting.Name} has a limit without words: {attribute.GetType().Name}."),
        });
        return string.Join("; ", limits) is { Length: > 0 } text ? text : Nothing;
    }

    private static object ToValue(Type type, object limit) => type == typeof(TimeSpan) ? TimeSpan.Parse((string)limit, CultureInfo.InvariantCulture) : limit;
}
