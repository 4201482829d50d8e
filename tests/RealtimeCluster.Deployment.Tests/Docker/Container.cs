namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>What a manifest adds to an image to make a container of it.</summary>
/// <param name="Arguments">What follows the entrypoint.</param>
/// <param name="Environment">Its variables.</param>
/// <param name="Mounts">Its folders by the path they are mounted at, and what they are here.</param>
internal sealed record Container(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, string> Mounts)
{
    /// <summary>A container that adds nothing but variables.</summary>
    /// <param name="environment">The variables.</param>
    public Container(params IEnumerable<(string Name, string Value)> environment)
        : this([], environment.ToDictionary(), new Dictionary<string, string>())
    {
    }

    /// <summary>The same with other variables on top.</summary>
    /// <param name="environment">The variables.</param>
    public Container With(params IEnumerable<(string Name, string Value)> environment)
    {
        var all = new Dictionary<string, string>(Environment);
        foreach (var (name, value) in environment)
        {
            all[name] = value;
        }

        return this with { Environment = all };
    }

    /// <summary>A text of the manifest with each mounted folder where it is here.</summary>
    /// <param name="text">An argument or the value of a variable.</param>
    public string Resolve(string text)
    {
        foreach (var (path, folder) in Mounts)
        {
            if (text == path || text.StartsWith(path + "/", StringComparison.Ordinal))
            {
                return folder + text[path.Length..];
            }
        }

        return text;
    }
}
