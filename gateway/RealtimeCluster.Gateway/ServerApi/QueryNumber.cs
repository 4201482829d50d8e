using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Reads a number in the query of a request.</summary>
internal static class QueryNumber
{
    /// <summary>Reads one that must lie between two bounds if it is there.</summary>
    /// <param name="query">The query.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    /// <param name="value">The number; <see langword="null"/> when it is not there.</param>
    /// <returns>What is wrong with it, if anything.</returns>
    public static ServerProblem? Read(IQueryCollection query, string name, long min, long max, out long? value)
    {
        value = null;
        if (!query.TryGetValue(name, out var texts))
        {
            return null;
        }

        if (texts.Count == 1 && long.TryParse(texts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            value = number;
            return null;
        }

        return ServerProblem.InvalidParameter with { Detail = $"'{name}' must be a whole number from {min} to {max}." };
    }
}
