using CsCheck;
using Microsoft.AspNetCore.WebUtilities;
using RealtimeCluster.Gateway.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public class EngineQueryTests
{
    private static readonly string[] Names = ["transport", "sid", "EIO"];

    [Theory]
    [InlineData("?EIO=4&transport=websocket", "websocket", null, "4")]
    [InlineData("?eio=4&TRANSPORT=polling&sid=a-b_c&t=x", "polling", "a-b_c", "4")]
    [InlineData("?transport=web%73ocket&sid=", "websocket", "", null)]
    [InlineData("?EIO=3&b64", null, null, "3")]
    [InlineData("", null, null, null)]
    public void TryRead_EachAtMostOnce_IsRead(string query, string? transport, string? sid, string? version)
    {
        Assert.True(EngineQuery.TryRead(query, out var read));
        Assert.Equal((transport, sid, version), (read.Transport, read.Sid, read.Version));
    }

    [Theory]
    [InlineData("?EIO=4&EIO=4&transport=websocket")]
    [InlineData("?transport=websocket&transport=polling")]
    [InlineData("?sid=a&Sid=b")]
    public void TryRead_SomethingTwice_IsLeftToHttp(string query) => Assert.False(EngineQuery.TryRead(query, out _));

    [Fact]
    public void TryRead_AnyQuery_SaysWhatHttpWouldRead() => Gen.OneOfConst("EIO", "transport", "sid", "Sid", "t", "%73id", "=", "&", "?", "4", "websocket", "+", "%", "%zz", "\u00e9")
        .Array[0, 12]
        .Select(static parts => "?" + string.Concat(parts))
        .Sample(static query =>
        {
            var http = QueryHelpers.ParseQuery(query);
            if (EngineQuery.TryRead(query, out var read))
            {
                Assert.Equal(
                    (http.GetValueOrDefault("transport").SingleOrDefault(), http.GetValueOrDefault("sid").SingleOrDefault(), http.GetValueOrDefault("EIO").SingleOrDefault()),
                    (read.Transport, read.Sid, read.Version));
            }
            else
            {
                Assert.Contains(Names, name => http.GetValueOrDefault(name).Count > 1);
            }
        });
}
