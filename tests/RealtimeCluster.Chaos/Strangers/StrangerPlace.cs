using System.Globalization;
using System.Net;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>Who a stranger is to the server, and where it goes.</summary>
/// <param name="Number">Which of them, from 0.</param>
/// <param name="Source">Its address.</param>
/// <param name="Pick">Chooses a gateway.</param>
internal sealed record StrangerPlace(int Number, IPAddress Source, Func<Gateway> Pick)
{
    /// <summary>The most strangers there are addresses for.</summary>
    public const int MaxCount = 250;

    /// <summary>What a stranger does: one kind after the other.</summary>
    /// <param name="number">Which of them.</param>
    /// <param name="kinds">The kinds there are.</param>
    public static StrangerKind KindOf(int number, IReadOnlyList<StrangerKind> kinds) => kinds[number % kinds.Count];

    /// <summary>From where it comes: every other one shares one address, the rest have one each; none is that of the run's own clients.</summary>
    /// <param name="number">Which of them.</param>
    public static IPAddress SourceOf(int number) =>
        IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.2.0.{(number % 2 == 0 ? 1 : number + 1)}"));
}
