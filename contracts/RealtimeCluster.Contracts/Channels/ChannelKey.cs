namespace RealtimeCluster.Contracts.Channels;

/// <summary>Names one sequenced log of one environment: a channel, the broadcast, or a user's implicit channel.</summary>
/// <remarks>
/// The kinds have disjoint grain types, so a channel that happens to be named like a user id reaches nothing of that user.
/// </remarks>
/// <param name="Kind">Which name space <paramref name="Name"/> belongs to.</param>
/// <param name="Environment">The environment's id; nothing crosses it.</param>
/// <param name="Name">
/// A channel's canonical name (see <see cref="ChannelName"/>), a user's id in the same form, empty for the broadcast.
/// </param>
[GenerateSerializer, Immutable, Alias("realtime.channel-key")]
public readonly record struct ChannelKey(
    [property: Id(0)] ChannelKind Kind,
    [property: Id(1)] string Environment,
    [property: Id(2)] string Name)
{
    /// <summary>The key of a channel.</summary>
    /// <param name="environment">The environment's id.</param>
    /// <param name="canonicalName">The channel's canonical name.</param>
    public static ChannelKey ForChannel(string environment, string canonicalName) =>
        new(ChannelKind.Channel, environment, canonicalName);

    /// <summary>The key of an environment's broadcast.</summary>
    /// <param name="environment">The environment's id.</param>
    public static ChannelKey ForBroadcast(string environment) => new(ChannelKind.Broadcast, environment, string.Empty);

    /// <summary>The key of a user's implicit channel.</summary>
    /// <param name="environment">The environment's id.</param>
    /// <param name="userId">The user's id, as plain text.</param>
    public static ChannelKey ForUser(string environment, string userId) =>
        new(ChannelKind.User, environment, ChannelName.FromText(userId));

    /// <summary>
    /// The grain key: the environment with <c>%</c> and <c>/</c> escaped, a slash, the name. The first slash separates,
    /// so every pair of environment and name has its own key.
    /// </summary>
    public string ToGrainKey() => string.Concat(EscapeEnvironment(Environment), "/", Name);

    /// <summary>Reads a grain key back.</summary>
    /// <param name="kind">The kind, which the grain's type says.</param>
    /// <param name="grainKey">What <see cref="ToGrainKey"/> made.</param>
    public static ChannelKey Parse(ChannelKind kind, string grainKey)
    {
        ArgumentNullException.ThrowIfNull(grainKey);
        var slash = grainKey.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            throw new FormatException("A channel's grain key has the form 'environment/name'.");
        }

        return new ChannelKey(kind, UnescapeEnvironment(grainKey[..slash]), grainKey[(slash + 1)..]);
    }

    private static string EscapeEnvironment(string environment) => environment.AsSpan().IndexOfAny('%', '/') < 0
        ? environment
        : environment.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);

    private static string UnescapeEnvironment(string escaped) => escaped.Contains('%', StringComparison.Ordinal)
        ? escaped.Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal)
        : escaped;
}
