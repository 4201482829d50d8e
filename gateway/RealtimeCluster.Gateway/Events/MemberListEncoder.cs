using System.Buffers;
using System.Globalization;
using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Events;

/// <summary>Writes a member list as <c>[{id, data}]</c>: as the owner wrote it, unless a profile has attachments.</summary>
internal static class MemberListEncoder
{
    /// <summary>For an acknowledgement: binary profiles as attachments, as far as a packet may have them, and those of the profiles behind as base64.</summary>
    /// <param name="list">The list.</param>
    /// <param name="maxAttachmentCount">See <see cref="PacketLimitsOptions.MaxAttachmentCount"/>.</param>
    public static (byte[] Json, byte[][] Attachments) EncodeBinary(MemberList list, int maxAttachmentCount)
    {
        if (list.Attachments.Length == 0)
        {
            return (list.Json, []);
        }

        var attachments = new List<byte[]>();
        var isBinary = Array.Exists(list.Attachments, member => member.Parts.Length <= maxAttachmentCount);
        var json = Encode(list.ToMembers(), (buffer, profile) =>
        {
            if (attachments.Count + profile.Attachments.Length > maxAttachmentCount)
            {
                Placeholders.AppendInline(buffer, profile, asBase64: true);
                return;
            }

            Placeholders.Append(buffer, profile, attachments.Count, isBinary);
            attachments.AddRange(profile.Attachments);
        });
        return (json, [.. attachments]);
    }

    /// <summary>As <see cref="EncodeBinary"/>; null when that is more than a packet may weigh with its attachments.</summary>
    /// <param name="list">The list.</param>
    /// <param name="limits">What a packet may be.</param>
    public static (byte[] Json, byte[][] Attachments)? EncodeWithin(MemberList list, PacketLimitsOptions limits)
    {
        var answer = EncodeBinary(list, limits.MaxAttachmentCount);
        return answer.Json.Length + answer.Attachments.Sum(static attachment => (long)attachment.Length) <= limits.MaxFrameBytes ? answer : null;
    }

    /// <summary>For a text body: binary profiles as Node's <c>Buffer</c> writes itself.</summary>
    public static byte[] EncodeText(MemberList list) =>
        list.Attachments.Length == 0 ? list.Json : Encode(list.ToMembers(), static (target, payload) => Placeholders.AppendInline(target, payload));

    /// <summary>For who asks where in the log the list is exact: <c>{members, offset, epoch}</c>, as acknowledgements name a position.</summary>
    /// <param name="list">The encoded list.</param>
    /// <param name="position">Its position.</param>
    public static byte[] WithPosition(byte[] list, StreamPosition position) =>
    [
        .. "{\"members\":"u8,
        .. list,
        .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"offset\":{position.Offset},\"epoch\":\"{position.Epoch:x}\"}}")),
    ];

    private static byte[] Encode(Member[] members, Action<ArrayBufferWriter<byte>, Payload> writeProfile)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
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
                writeProfile(buffer, profile);
            }

            buffer.Write("}"u8);
        }

        buffer.Write("]"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
