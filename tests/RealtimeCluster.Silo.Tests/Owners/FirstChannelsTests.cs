using CsCheck;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Owners;

namespace RealtimeCluster.Silo.Tests.Owners;

public sealed class FirstChannelsTests
{
    [Fact]
    public void ToArray_AnyChannelsInAnyOrder_AreTheFirstOfThePage() => Gen.Select(
        Gen.String[Gen.Char["abAB/é\ud800"], 0, 4].HashSet[0, 40], Gen.String[Gen.Char["ab\ud800"], 0, 2], Gen.String[Gen.Char["abA"], 0, 3].Null(), Gen.Int[1, 10]).Sample(
        static (names, prefix, after, count) =>
        {
            var first = new FirstChannels(prefix, after, count);
            foreach (var name in names.Where(first.Wants))
            {
                first.Add(name, new OccupiedChannel(ChannelName.FromText(name), 1));
            }

            var expected = names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(name, after) > 0))
                .Order(StringComparer.Ordinal).Take(count);
            Assert.Equal(expected, first.ToArray().Select(static channel => ChannelName.ToText(channel.Name)));
        });
}
