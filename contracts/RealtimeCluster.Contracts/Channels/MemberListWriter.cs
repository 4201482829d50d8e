using System.Diagnostics;
using System.Text;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>Puts a <see cref="MemberList"/> together, member by member, in one array of the right size.</summary>
/// <param name="membersBytes">The sum of <see cref="SizeOf"/> over all members.</param>
public ref struct MemberListWriter(long membersBytes)
{
    // The comma before the first member gives its place to the opening bracket.
    private readonly byte[] _json = GC.AllocateUninitializedArray<byte>(checked((int)(Math.Max(1, membersBytes) + 1)));
    private List<MemberAttachments>? _attachments;
    private int _length;
    private int _count;

    private static ReadOnlySpan<byte> IdStart => ",{\"id\":\""u8;

    private static ReadOnlySpan<byte> DataStart => "\",\"data\":"u8;

    private static ReadOnlySpan<byte> EndWithoutData => "\"}"u8;

    /// <summary>How many bytes one member takes.</summary>
    /// <param name="connectionId">The member's id; nothing in it that JSON escapes.</param>
    /// <param name="profile">What it shows.</param>
    public static int SizeOf(string connectionId, Payload? profile) => IdStart.Length + Encoding.UTF8.GetByteCount(connectionId)
        + (profile is null ? EndWithoutData.Length : DataStart.Length + profile.Json.Length + 1);

    /// <summary>Adds the next member.</summary>
    /// <param name="connectionId">The member's id; nothing in it that JSON escapes.</param>
    /// <param name="profile">What it shows.</param>
    public void Append(string connectionId, Payload? profile)
    {
        Append(IdStart);
        _length += Encoding.UTF8.GetBytes(connectionId, _json.AsSpan(_length));
        if (profile is null)
        {
            Append(EndWithoutData);
        }
        else
        {
            Append(DataStart);
            Append(profile.Json);
            _json[_length++] = (byte)'}';
            if (profile.Attachments.Length > 0)
            {
                (_attachments ??= []).Add(new MemberAttachments(_count, profile.Attachments));
            }
        }

        _count++;
    }

    /// <summary>The list, when all members are in it.</summary>
    public readonly (byte[] Json, MemberAttachments[] Attachments) Complete()
    {
        Debug.Assert(_length == _json.Length - 1 || _count == 0, "The sizes given are those of the members.");
        _json[0] = (byte)'[';
        _json[^1] = (byte)']';
        return (_json, _attachments?.ToArray() ?? []);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_json.AsSpan(_length));
        _length += bytes.Length;
    }
}
