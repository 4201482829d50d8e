using System.Text;
using BenchmarkDotNet.Attributes;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Microbench.SocketIO;

/// <summary>Reading what a client sends.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private const int MaxAttachments = 10;
    private const int MaxDepth = 64;

    private static readonly byte[] Message = Encoding.UTF8.GetBytes(
        $$"""2["message",{"channel":"lobby","eventName":"chat-message","message":"{{new string('x', 198)}}"}]""");

    private static readonly byte[] Join = """2["join",{"channel":"lobby","echo":true}]"""u8.ToArray();

    private static readonly byte[] Binary = """51-["message",{"channel":"lobby","eventName":"photo","message":{"_placeholder":true,"num":0}}]"""u8.ToArray();

    [Benchmark(Baseline = true)]
    public bool MessageOf200Bytes() => SocketIODecoder.TryRead(Message, MaxAttachments, MaxDepth, out _);

    [Benchmark]
    public bool JoinOfAChannel() => SocketIODecoder.TryRead(Join, MaxAttachments, MaxDepth, out _);

    [Benchmark]
    public bool MessageWithAttachment() => SocketIODecoder.TryRead(Binary, MaxAttachments, MaxDepth, out _);
}
