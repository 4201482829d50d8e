using System.Text;
using System.Text.Json;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Tests.Payloads;

public sealed class PayloadSerializerTests
{
    private static readonly byte[] Bytes = [1, 2, 3];

    [Fact]
    public void Serialize_NestedBytes_BecomeAttachments()
    {
        var payload = PayloadSerializer.Default.Serialize(new { Name = "é", Files = new[] { Bytes, [4] }, More = (ReadOnlyMemory<byte>)Bytes });

        Assert.Equal(
            """{"name":"é","files":[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}],"more":{"_placeholder":true,"num":2}}""",
            Encoding.UTF8.GetString(payload.Json));
        Assert.Equal([[1, 2, 3], [4], [1, 2, 3]], payload.Attachments);
    }

    [Fact]
    public void Deserialize_WhatWasSerialized_IsEqual()
    {
        var value = new Dictionary<string, byte[]> { ["x"] = Bytes, ["y"] = [] };

        var copy = PayloadSerializer.Default.Deserialize<Dictionary<string, byte[]>>(PayloadSerializer.Default.Serialize(value));

        Assert.Equal(value, copy);
    }

    [Fact]
    public void Serialize_Null_IsJsonNull() => Assert.Equal("null"u8.ToArray(), PayloadSerializer.Default.Serialize(null).Json);

    [Fact]
    public void Serialize_FakePlaceholderBesideBytes_Throws()
    {
        var value = JsonSerializer.Deserialize<Dictionary<string, object>>("""{"fake":{"_placeholder":true,"num":0}}""")!;
        value["bytes"] = Bytes;

        Assert.Throws<ArgumentException>(() => PayloadSerializer.Default.Serialize(value));
    }
}
