using System.Buffers;
using Orleans.Serialization.Buffers;
using RealtimeCluster.Contracts.Diagnostics;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Names of spans; an absent state is as good as an empty one.</summary>
internal static class TraceWire
{
    public static void WriteTrace<TBufferWriter>(this ref Writer<TBufferWriter> writer, TraceContext trace)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteText(trace.TraceParent);
        writer.WriteText(trace.TraceState ?? string.Empty);
    }

    public static TraceContext ReadTrace<TInput>(this ref Reader<TInput> reader)
    {
        var parent = reader.ReadText();
        var state = reader.ReadText();
        return new TraceContext(parent, state.Length == 0 ? null : state);
    }
}
