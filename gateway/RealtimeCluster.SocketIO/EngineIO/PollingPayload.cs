namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Puts packets together to the body of a poll's answer.</summary>
internal static class PollingPayload
{
    public static byte[] Join(OutboundMessage[] packets)
    {
        var body = GC.AllocateUninitializedArray<byte>(checked((int)LengthOf(packets)));
        var position = 0;
        for (var i = 0; i < packets.Length; i++)
        {
            if (i > 0)
            {
                body[position++] = PacketType.Separator;
            }

            packets[i].PollingForm.Span.CopyTo(body.AsSpan(position));
            position += packets[i].PollingForm.Length;
        }

        return body;
    }

    public static long LengthOf(OutboundMessage[] packets)
    {
        var length = packets.Length - 1L;
        foreach (var packet in packets)
        {
            length += packet.PollingForm.Length;
        }

        return length;
    }
}
