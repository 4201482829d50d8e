using System.Text;
using System.Text.Json;
using CsCheck;
using RealtimeCluster.Gateway.ServerApi;

namespace RealtimeCluster.Gateway.Tests.ServerApi;

public sealed class SendReaderTests
{
    private static readonly MessageRules Rules = new(MaxDepth: 10, HasBinary: false, MaxAttachments: 2);

    [Fact]
    public void ReadBatch_AnyTextsAndMessages_ComeBackAsTheyWere() => Gen.Select(
        Gen.String.Null(), Gen.String.Null(), Gen.String.Null(), Gen.OneOf(Gen.Int.Select(static number => (object)number), Gen.String.Select(static text => (object)text))).Array[0, 5].Sample(
        static sends =>
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(new
            {
                other = new { events = 1 },
                events = sends.Select(static send => Fields(send.Item1, send.Item2, send.Item3, send.Item4)),
            });

            Assert.Null(SendReader.ReadBatch(json, Rules, 5, out var batch));

            Assert.Equal(sends.Length, batch.Count);
            foreach (var (send, read) in sends.Zip(batch))
            {
                Assert.Equal((Same(send.Item1), Same(send.Item2), Same(send.Item3)), (read.Channel, read.EventName, read.IdempotencyKey));
                Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(send.Item4), read.Message!.Json);
            }
        },
        iter: 5_000);

    [Fact]
    public void Read_AnythingCutOrChanged_NeverThrows() => Gen.Select(Gen.Int[0, 110], Gen.Int[0, 110], Gen.Byte).Sample(
        static (length, place, value) =>
        {
            var bytes = """{"events":[{"channel":"a\u00e9","eventName":"e\\","message":{"type":"Buffer","data":[1,"é"]},"idempotencyKey":"k"}]}"""u8.ToArray();
            bytes[place] = value;
            var cut = bytes.AsSpan(0, length);

            SendReader.ReadBatch(cut, Rules, 5, out _);
            SendReader.ReadBatch(cut, Rules with { HasBinary = true }, 5, out _);
            SendReader.ReadOne(cut, Rules, out _);
        },
        iter: 100_000);

    [Fact]
    public void ReadOne_LoneSurrogate_IsReadAsItIs()
    {
        Assert.Null(SendReader.ReadOne("""{"eventName":"\ud800","message":"\ud800"}"""u8, Rules, out var fields));

        Assert.Equal("\ud800", fields.EventName);
        Assert.Equal("\"\\ud800\"", Encoding.UTF8.GetString(fields.Message!.Json));
    }

    private static Dictionary<string, object?> Fields(string? channel, string? eventName, string? key, object message)
    {
        var fields = new Dictionary<string, object?> { ["message"] = message };
        foreach (var (name, text) in new[] { ("channel", channel), ("eventName", eventName), ("idempotencyKey", key) })
        {
            if (text is not null)
            {
                fields[name] = text;
            }
        }

        return fields;
    }

    // What .NET's serializer makes of a text with lone surrogates.
    private static string? Same(string? text) => text is null ? null : JsonSerializer.Deserialize<string>(JsonSerializer.SerializeToUtf8Bytes(text));
}
