using System.Buffers;
using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Gateway.Events;

/// <summary>Writes a member list as <c>[{id, data}]</c>.</summary>
internal static class MemberListEncoder
{
    /// <summary>For an acknowledgement: one argument, binary profiles as attachments.</summary>
    public static (byte[] Json, byte[][] Attachments) EncodeBinary(Member[] members)
    {
        var attachments = new List<byte[]>();
        var isBinary = members.Any(static member => member.Profile is { Attachments.Length: > 0 });
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Write("["u8);
        Encode(buffer, members, profile =>
        {
            Placeholders.Append(buffer, profile, attachments.Count, isBinary);
            attachments.AddRange(profile.Attachments);
        });
        buffer.Write("]"u8);
        return (buffer.WrittenSpan.ToArray(), [.. attachments]);
    }

    /// <summary>For a text body: binary profiles as Node's <c>Buffer</c> writes itself.</summary>
    public static byte[] EncodeText(Member[] members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Encode(buffer, members, profile => Placeholders.AppendInline(buffer, profile));
        return buffer.WrittenSpan.ToArray();
    }

    private static void Encode(ArrayBufferWriter<byte> buffer, Member[] members, Action<Payload> writeProfile)
    {
        buffer.Write("["u8);
        var separator = "{\"id\":\""u8;
        foreach (var member in members)
        {
            buffer.Write(separator);
            separator = ",{\"id\":\""u8;
            Encoding.UTF8.GetBytes(member.ConnectionId, buffer);
            buffer.Write("\""u8);
            if (member.Profile is { } profile)
            {
                buffer.Write(",\"data\":"u8);
                writeProfile(profile);
            }

            buffer.Write("}"u8);
        }

        buffer.Write("]"u8);
    }
}
