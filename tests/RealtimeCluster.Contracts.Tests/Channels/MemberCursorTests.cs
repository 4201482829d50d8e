using CsCheck;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Tests.Channels;

public sealed class MemberCursorTests
{
    [Fact]
    public void TryParse_AnyCursor_ComesBack() => Gen.Select(Gen.Long, Gen.Long, Gen.Long).Sample(static (term, place, changes) =>
    {
        var cursor = new MemberCursor(term, place, changes);

        return MemberCursor.TryParse(cursor.ToString(), out var read) && read == cursor && Uri.EscapeDataString(cursor.ToString()) == cursor.ToString();
    });

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAA AAAAAAAAAAAAAAA")]
    [InlineData("éééééééééééééééééééééééééééééééé")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(MemberCursor.TryParse(text, out _));
}
