using RealtimeCluster.Load.Measuring;

namespace RealtimeCluster.Load.Tests.Measuring;

public sealed class DeliveryLedgerTests
{
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
