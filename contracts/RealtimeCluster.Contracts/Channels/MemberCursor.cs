using System.Buffers.Binary;
using System.Buffers.Text;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>How far someone has read a channel's members.</summary>
/// <param name="Term">The owner that gave the cursor; another one does not know it.</param>
/// <param name="Place">The place, in the order of joining, of the last member listed.</param>
/// <param name="ChangeCount">How many changes of members the pages so far show.</param>
[GenerateSerializer, Immutable, Alias("realtime.member-cursor")]
public readonly record struct MemberCursor([property: Id(0)] long Term, [property: Id(1)] long Place, [property: Id(2)] long ChangeCount)
{
    private const int SizeBytes = 3 * sizeof(long);

    /// <summary>The text that <see cref="TryParse"/> reads, safe in URLs.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Term);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(long)..], Place);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(2 * sizeof(long))..], ChangeCount);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor back.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="cursor">The cursor.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out MemberCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[SizeBytes];
        if (text.Length != SizeBytes / 3 * 4 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length) || length != SizeBytes)
        {
            return false;
        }

        cursor = new MemberCursor(
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[(2 * sizeof(long))..]));
        return true;
    }
}
