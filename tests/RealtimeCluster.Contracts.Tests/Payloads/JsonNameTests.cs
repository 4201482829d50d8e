using System.Buffers;
using System.Text;
using System.Text.Json;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Tests.Payloads;

public sealed class JsonNameTests
{
    [Theory]
    [InlineData("num", true)]
    [InlineData("""n\u0075m""", true)]
    [InlineData("""\u006e\u0075\u006D""", true)]
    [InlineData("nu", false)]
    [InlineData("numb", false)]
    [InlineData("""num\u0000""", false)]
    [InlineData("""\nnum""", false)]
    [InlineData("""\ud800""", false)]
    [InlineData("""nu\udc00""", false)]
    [InlineData("""\ud83d\ude00""", false)]
    [InlineData("", false)]
    public void Means_AnyNameOfAClient_SaysWhetherItIsThatOne(string raw, bool expected)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"{{raw}}":1}""");
        var reader = new Utf8JsonReader(json);
        reader.Read();
        reader.Read();

        Assert.Equal(expected, reader.Means("num"u8));
    }

    [Fact]
    public void Means_NameInTwoPieces_IsRead()
    {
        var first = new Piece("{\"n"u8.ToArray());
        var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(first, 0, first.Add("um\":1}"u8.ToArray()), 6));
        reader.Read();
        reader.Read();

        Assert.True(reader.Means("num"u8));
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes) => Memory = bytes;

        public Piece Add(byte[] bytes)
        {
            var next = new Piece(bytes) { RunningIndex = Memory.Length };
            Next = next;
            return next;
        }
    }
}
