using System.Text;
using CsCheck;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Silo.Log.Members;

namespace RealtimeCluster.Silo.Tests.Log.Members;

public sealed class MemberPagesTests
{
    private const long Term = 70;
    private static readonly StreamPosition Position = new(LogBuilder.Epoch, 5);

    [Fact]
    public void ToPage_WalkUnderChurn_IsExactAfterEveryPage() => Gen.Select(
        Gen.Int[0, 40],
        Gen.Int[1, 7],
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 50], Gen.Int[0, 9]).Array[0, 12].Array[0, 40]).Sample(
        static (start, pageSize, churns) =>
        {
            var map = new MemberMap();
            for (var i = 0; i < start; i++)
            {
                map.TryAdd(Member($"c{i}", i));
            }

            var walk = new Walk();
            var turn = 0;
            for (MemberCursor? cursor = null; ;)
            {
                var page = map.ToPage(cursor, pageSize, Term, Position)!;
                walk.Apply(page);
                AssertExact(map, walk, page);
                if ((cursor = page.Next) is null)
                {
                    break;
                }

                Churn(map, turn < churns.Length ? churns[turn++] : []);
            }
        },
        iter: 20_000);

    [Fact]
    public void ToPage_MoreChangesThanAreKept_SaysSoOrIsExact() => Gen.Select(
        Gen.Int[1, 8],
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 50], Gen.Int[0, 9]).Array[0, 12].Array[0, 40]).Sample(
        static (kept, churns) =>
        {
            var map = new MemberMap(kept, maxPageBytes: 1_000_000);
            for (var i = 0; i < 20; i++)
            {
                map.TryAdd(Member($"c{i}", i));
            }

            var walk = new Walk();
            MemberCursor? cursor = null;
            foreach (var churn in churns)
            {
                if (map.ToPage(cursor, 3, Term, Position) is { } page)
                {
                    walk.Apply(page);
                    AssertExact(map, walk, page);
                    cursor = page.Next;
                }
                else
                {
                    cursor = null;
                }

                walk = cursor is null ? new Walk() : walk;
                Churn(map, churn);
            }
        },
        iter: 20_000);

    [Fact]
    public void ToPage_HundredThousandMembersUnderChurn_AWalkIsExactAtItsLastPage()
    {
        const int MemberCount = 100_000;
        var map = Create(MemberCount);
        var random = new Random(11);
        var members = new Dictionary<string, string?>(StringComparer.Ordinal);
        var pageCount = 0;
        for (MemberCursor? cursor = null; ;)
        {
            var page = map.ToPage(cursor, 1_000, Term, Position)!;
            Assert.Equal(map.Count, page.TotalCount);
            Assert.All(page.Left, left => Assert.True(members.Remove(left)));
            foreach (var member in (page.Updated?.ToMembers() ?? []).Concat(page.Members.ToMembers()))
            {
                members[member.ConnectionId] = Text(member.Profile);
            }

            pageCount++;
            if ((cursor = page.Next) is null)
            {
                break;
            }

            Churn(map, [.. Enumerable.Range(0, 50).Select(_ => (random.Next(10), random.Next(MemberCount), random.Next(10)))]);
        }

        Assert.InRange(pageCount, 100, 110);
        var expected = map.ToList(Position).ToMembers().ToDictionary(static member => member.ConnectionId, static member => Text(member.Profile), StringComparer.Ordinal);
        Assert.Equal(expected.Count, members.Count);
        Assert.All(expected, pair => Assert.Equal(pair.Value, members[pair.Key]));
    }

    [Fact]
    public void ToPage_FewChangesSinceTheLastPage_GoesOn()
    {
        var map = Create(3);
        var first = map.ToPage(null, 1, Term, Position)!;
        Remove(map, "c0");
        map.TryUpdate("c1", LogBuilder.Gateway(1), Profile(9));

        var second = map.ToPage(first.Next, 1, Term, Position)!;

        Assert.Equal(["c0"], second.Left);
        Assert.Null(second.Updated);
        var listed = Assert.Single(second.Members.ToMembers());
        Assert.Equal(("c1", "9"), (listed.ConnectionId, Encoding.UTF8.GetString(listed.Profile!.Json)));
        Assert.Equal(2, second.TotalCount);
    }

    [Fact]
    public void ToPage_CursorOfAnotherOwner_IsExpired()
    {
        var map = Create(3);
        var cursor = map.ToPage(null, 1, Term, Position)!.Next;

        Assert.Null(map.ToPage(cursor, 1, Term + 1, Position));
    }

    [Theory]
    [InlineData(0, 0, 99)]
    [InlineData(0, 99, 0)]
    [InlineData(0, -5, 0)]
    [InlineData(0, 0, -1)]
    [InlineData(0, long.MaxValue, long.MinValue)]
    public void ToPage_CursorThatNobodyGave_NeverThrows(long term, long place, long changes)
    {
        var map = Create(3);

        var page = map.ToPage(new MemberCursor(Term + term, place, changes), 1, Term, Position);

        Assert.True(page is null || page.TotalCount == 3);
    }

    [Fact]
    public void ToPage_LargeProfiles_EndsBeforeItsCount()
    {
        var map = new MemberMap(maxKeptChanges: 10, maxPageBytes: 300);
        for (var i = 0; i < 5; i++)
        {
            map.TryAdd(new LogMember($"c{i}", LogBuilder.Gateway(1), PayloadSerializer.Default.Serialize(new string('x', i == 2 ? 1_000 : 100))));
        }

        var sizes = new List<int>();
        for (MemberCursor? cursor = null; ;)
        {
            var page = map.ToPage(cursor, 100, Term, Position)!;
            sizes.Add(page.Members.ToMembers().Length);
            if ((cursor = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal([2, 1, 2], sizes);
    }

    [Fact]
    public void ToPage_NobodyIsThere_IsOneEmptyPage()
    {
        var page = new MemberMap().ToPage(null, 10, Term, Position)!;

        Assert.Equal((0, null, "[]"), (page.TotalCount, page.Next, Encoding.UTF8.GetString(page.Members.Json)));
    }

    private static MemberMap Create(int count)
    {
        var map = new MemberMap();
        for (var i = 0; i < count; i++)
        {
            map.TryAdd(Member($"c{i}", i));
        }

        return map;
    }

    private static LogMember Member(string id, int profile) => new(id, LogBuilder.Gateway(1), profile == 0 ? null : Profile(profile));

    private static Payload Profile(int value) => PayloadSerializer.Default.Serialize(value);

    private static void Remove(MemberMap map, string id)
    {
        if (map.TryGet(id, out var member))
        {
            map.Remove(member);
        }
    }

    private static void Churn(MemberMap map, (int Kind, int Number, int Profile)[] steps)
    {
        foreach (var (kind, number, profile) in steps)
        {
            switch (kind)
            {
                case < 4:
                    Remove(map, $"c{number}");
                    break;
                case < 7:
                    map.TryUpdate($"c{number}", LogBuilder.Gateway(1), Profile(profile + 100));
                    break;
                default:
                    map.TryAdd(Member($"c{number}", profile));
                    break;
            }
        }
    }

    // Exact for all who joined before the page's last member; after the last page for everybody.
    private static void AssertExact(MemberMap map, Walk walk, MemberPage page)
    {
        var expected = map.ToList(Position).ToMembers();
        Assert.Equal(expected.Length, page.TotalCount);
        var seen = page.Next is null ? expected : expected[..walk.Members.Count];
        Assert.Equal(
            seen.Select(static member => (member.ConnectionId, Text(member.Profile))),
            walk.Members.Select(static member => (member.ConnectionId, Text(member.Profile))));
    }

    private static string? Text(Payload? profile) => profile is null ? null : Encoding.UTF8.GetString(profile.Json);

    /// <summary>What a reader makes of the pages; every leave and update it is told of must be of someone it knows.</summary>
    private sealed class Walk
    {
        public List<Member> Members { get; } = [];

        public void Apply(MemberPage page)
        {
            foreach (var left in page.Left)
            {
                Assert.Equal(1, Members.RemoveAll(member => member.ConnectionId == left));
            }

            foreach (var updated in page.Updated?.ToMembers() ?? [])
            {
                var place = Members.FindIndex(member => member.ConnectionId == updated.ConnectionId);
                Assert.True(place >= 0, updated.ConnectionId);
                Members[place] = updated;
            }

            Members.AddRange(page.Members.ToMembers());
        }
    }
}
