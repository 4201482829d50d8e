namespace RealtimeCluster.Client.Http.Requests;

/// <summary>Names as parts of a path. URLs have no place for some: dots are resolved on the way, and half a pair of UTF-16 cannot be encoded.</summary>
internal static class NameInPath
{
    /// <summary>Whether a path can hold a name.</summary>
    public static bool CanHold(string name)
    {
        if (name is "." or "..")
        {
            return false;
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]) && (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[++i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A name as a path holds it.</summary>
    /// <exception cref="ArgumentException">It is empty, or no path can hold it.</exception>
    public static string Encode(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CanHold(name) ? Uri.EscapeDataString(name) : throw new ArgumentException("This name cannot stand in a URL.", nameof(name));
    }
}
