using System.Diagnostics;
using System.Text.Json;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>A channel's members at one position of its log, in the form in which a client gets them.</summary>
/// <param name="Json">
/// One JSON array of <c>{"id":…,"data":…}</c> in the order of joining, UTF-8; <c>data</c> is the profile as its owner encoded it, and
/// is absent where there is none. The placeholders of a profile number that profile's own attachments.
/// </param>
/// <param name="Attachments">The binary parts of the profiles that have any, in the order of the list; nearly always empty.</param>
/// <param name="Position">The list is exact after the event at this position and before the next.</param>
/// <remarks>
/// One array of bytes because ten thousand objects cost each node on the way more than all the rest of the question. Written by
/// <see cref="MemberListWriter"/>. Instances are immutable by convention and share their arrays.
/// </remarks>
[GenerateSerializer, Immutable, Alias("realtime.member-list")]
public sealed record MemberList(
    [property: Id(2)] byte[] Json,
    [property: Id(3)] MemberAttachments[] Attachments,
    [property: Id(1)] StreamPosition Position)
{
    // 0 were the members as objects.

    /// <summary>The bytes it holds.</summary>
    public long SizeBytes => Json.Length + Attachments.Sum(static member => member.Parts.Sum(static part => (long)part.Length));

    /// <summary>The members one by one, for who wants more than to pass them on.</summary>
    public Member[] ToMembers()
    {
        var members = new List<Member>();
        var attachments = Attachments.AsSpan();
        var reader = new Utf8JsonReader(Json, new JsonReaderOptions { MaxDepth = Placeholders.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            reader.Read();
            reader.Read();
            var id = reader.GetString()!;
            Payload? profile = null;
            if (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                byte[][]? parts = null;
                if (!attachments.IsEmpty && attachments[0].Index == members.Count)
                {
                    parts = attachments[0].Parts;
                    attachments = attachments[1..];
                }

                profile = new Payload(Json[start..(int)reader.BytesConsumed], parts);
                reader.Read();
            }

            members.Add(new Member(id, profile));
        }

        Debug.Assert(attachments.IsEmpty, "All attachments belong to members of the list.");
        return [.. members];
    }
}
