using CsCheck;
using Microsoft.AspNetCore.WebUtilities;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public class EngineQueryTests
{
    [Theory]
    [InlineData("?EIO=4&transport=websocket", "websocket", null, "4", false)]
    [InlineData("?transport=polling&sid=a-b_c&t=x", "polling", "a-b_c", null, false)]
    [InlineData("?transport=web%73ocket&sid=", "websocket", null, null, false)]
    [InlineData("?EIO=3&b64", null, null, "3", false)]
    [InlineData("?b64=1", null, null, null, true)]
    [InlineData("?B64=1", null, null, null, false)]
    [InlineData("", null, null, null, false)]
    [InlineData(null, null, null, null, false)]
    public void Read_Query_SaysWhatStandsThere(string? query, string? transport, string? sid, string? version, bool isTextOnly)
    {
        var read = EngineQuery.Read(query);

        Assert.Equal((transport, sid, version, isTextOnly), (read.Transport, read.Sid, read.Version, read.IsTextOnly));
    }

    [Fact]
    public void Read_NamesInOtherLetters_AreTheApplications()
    {
        var read = EngineQuery.Read("?EIO=4&transport=polling&SID=customer-17&Sid=a&Transport=bus&eio=x");

        Assert.Equal(("polling", null, "4"), (read.Transport, read.Sid, read.Version));
    }

    [Theory]
    [InlineData("?EIO=4&EIO=4&transport=websocket")]
    [InlineData("?transport=websocket&transport=websocket&EIO=4")]
    [InlineData("?EIO=4&transport=websocket&sid=a&sid=a")]
    [InlineData("?EIO=4&transport=websocket&sid=&sid=a")]
    public void Read_SomethingTwice_HasAValueThatNothingKnows(string query)
    {
        var read = EngineQuery.Read(query);

        Assert.NotEqual(("websocket", "4", true), (read.Transport, read.Version, read.Sid is null or "a"));
    }

    [Fact]
    public void Read_AnyQuery_SaysWhatHttpWouldRead() => Gen.OneOfConst("EIO", "transport", "sid", "t", "%73id", "=", "&", "?", "4", "websocket", "+", "%", "%zz", "\u00e9")
        .Array[0, 12]
        .Select(static parts => "?" + string.Concat(parts))
        .Sample(static query =>
        {
            var http = QueryHelpers.ParseQuery(query);
            var read = EngineQuery.Read(query);

            Assert.Equal((Once("transport"), Once("sid") is "" ? null : Once("sid"), Once("EIO")), (read.Transport, read.Sid, read.Version));

            string? Once(string name) => http.TryGetValue(name, out var values) ? string.Join(',', values.ToArray()) : null;
        });
}
