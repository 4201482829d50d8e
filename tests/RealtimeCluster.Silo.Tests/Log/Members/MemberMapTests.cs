using CsCheck;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Silo.Log.Members;

namespace RealtimeCluster.Silo.Tests.Log.Members;

public sealed class MemberMapTests
{
    private static readonly StreamPosition Position = new(LogBuilder.Epoch, 5);

    [Fact]
    public void ToList_AfterAnySteps_IsTheMap() => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 7], Gen.Int[0, 4]).Array[1, 60].Sample(
        static steps =>
        {
            var map = new MemberMap();
            var model = new List<Member>();
            foreach (var (kind, number, profile) in steps)
            {
                Take(map, model, kind, $"c{number}", Profile(profile, number));

                // Not after every step, so that a list may be older than several changes.
                if (kind % 2 == 0)
                {
                    AssertSame(model, map.ToList(Position).ToMembers());
                }
            }

            AssertSame(model, map.ToList(Position).ToMembers());
        },
        iter: 20_000);

    [Fact]
    public void ToList_MembersUnchanged_SharesOneArrayAtEachPosition()
    {
        var map = new MemberMap();
        map.TryAdd(new LogMember("a", LogBuilder.Gateway(1), null));

        var first = map.ToList(Position);
        var second = map.ToList(new StreamPosition(LogBuilder.Epoch, 6));

        Assert.Same(first.Json, second.Json);
        Assert.Equal((5, 6), (first.Position.Offset, second.Position.Offset));
    }

    [Fact]
    public void ToList_MembersChangedAfterwards_StaysAsItWas()
    {
        var map = new MemberMap();
        map.TryAdd(new LogMember("a", LogBuilder.Gateway(1), Profile(3, 1)));
        var list = map.ToList(Position);

        map.TryUpdate("a", LogBuilder.Gateway(1), Profile(4, 2));
        map.TryAdd(new LogMember("b", LogBuilder.Gateway(1), null));
        map.ToList(Position);

        AssertSame([new Member("a", Profile(3, 1))], list.ToMembers());
    }

    private static void Take(MemberMap map, List<Member> model, int kind, string id, Payload? profile)
    {
        var place = model.FindIndex(member => member.ConnectionId == id);
        switch (kind)
        {
            case < 5:
                Assert.Equal(place < 0, map.TryAdd(new LogMember(id, LogBuilder.Gateway(1), profile)));
                if (place < 0)
                {
                    model.Add(new Member(id, profile));
                }

                break;
            case < 8:
                Assert.Equal(place >= 0, map.TryUpdate(id, LogBuilder.Gateway(1), profile));
                if (place >= 0)
                {
                    model[place] = new Member(id, profile);
                }

                break;
            default:
                if (map.TryGet(id, out var leaver))
                {
                    map.Remove(leaver);
                    model.RemoveAt(place);
                }

                break;
        }
    }

    private static Payload? Profile(int kind, int number) => kind switch
    {
        0 => null,
        1 => PayloadSerializer.Default.Serialize(number),
        2 => PayloadSerializer.Default.Serialize(new string('é', number)),
        _ => PayloadSerializer.Default.Serialize(new { Parts = Enumerable.Range(0, kind - 2).Select(part => new byte[] { (byte)number, (byte)part }) }),
    };

    private static void AssertSame(IReadOnlyList<Member> expected, Member[] actual)
    {
        Assert.Equal(expected.Select(static member => member.ConnectionId), actual.Select(static member => member.ConnectionId));
        Assert.All(expected.Zip(actual), static pair => Assert.True(Payload.AreEqual(pair.First.Profile, pair.Second.Profile), pair.First.ConnectionId));
    }
}
