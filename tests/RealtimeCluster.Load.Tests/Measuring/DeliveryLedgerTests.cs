using RealtimeCluster.Load.Measuring;

namespace RealtimeCluster.Load.Tests.Measuring;

public sealed class DeliveryLedgerTests
{
    [Theory]
    [InlineData(0, "", 0, 0)]
    [InlineData(0, "", 3, 3)]
    [InlineData(5, "", 5, 0)]
    [InlineData(5, "", 7, 2)]
    [InlineData(5, "6 7", 7, 0)]
    [InlineData(5, "4 5 6 7", 7, 0)]
    [InlineData(5, "8", 8, 2)]
    [InlineData(5, "8 7", 8, 1)]
    [InlineData(5, "4 5", 7, 2)]
    [InlineData(5, "4", 7, 3)]
    public void MissingUpTo_SinceAJoin_CountsHeadAndTail(uint publishedBefore, string sequences, uint last, int expected)
    {
        var ledger = new DeliveryLedger(publishedBefore);

        foreach (var sequence in sequences.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            ledger.Record(uint.Parse(sequence));
        }

        Assert.Equal(expected, ledger.MissingUpTo(last));
    }

    [Theory]
    [InlineData("1 2 3 4", "", "", 0)]
    [InlineData("7 8 9", "", "", 0)]
    [InlineData("1 2 2 3", "2", "", 0)]
    [InlineData("1 3 2 4", "", "2", 0)]
    [InlineData("1 4", "", "", 2)]
    [InlineData("1 4 2", "", "2", 1)]
    [InlineData("1 4 2 2 3 3", "2 3", "2 3", 0)]
    [InlineData("5 5", "5", "", 0)]
    [InlineData("1 200", "", "", 198)]
    [InlineData("1 200 1", "", "1", 198)]
    public void Record_Sequences_TellsRepetitionFromDisorderFromLoss(string sequences, string duplicates, string outOfOrder, int missing)
    {
        var ledger = default(DeliveryLedger);

        var arrivals = sequences.Split(' ').Select(uint.Parse).Select(sequence => (Sequence: sequence, Arrival: ledger.Record(sequence))).ToArray();

        Assert.Equal(duplicates, Of(Arrival.Duplicate));
        Assert.Equal(outOfOrder, Of(Arrival.OutOfOrder));
        Assert.Equal(missing, ledger.MissingCount);

        string Of(Arrival kind) => string.Join(' ', arrivals.Where(arrival => arrival.Arrival == kind).Select(static arrival => arrival.Sequence));
    }
}
