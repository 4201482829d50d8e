namespace RealtimeCluster.Observability.Tests.Metrics;

/// <summary>What is documented is there, and what is there is documented, word for word.</summary>
public sealed class InstrumentDocumentationTests
{
    [Fact]
    public async Task Page_ComparedWithANode_SaysTheSame()
    {
        var code = (await Instruments.OfANodeAsync()).Select(static instrument => instrument.ToString()).ToArray();
        var page = Instruments.OnThePage().Select(static instrument => instrument.ToString()).ToArray();

        Assert.NotEmpty(code);
        Assert.Equal(page.Length, page.Distinct().Count());
        var missing = code.Except(page).ToArray();
        var stale = page.Except(code).ToArray();
        Assert.True(
            missing.Length == 0 && stale.Length == 0,
            $"{Instruments.Page} lacks:\n{string.Join('\n', missing)}\nand has what no node has:\n{string.Join('\n', stale)}");
    }
}
