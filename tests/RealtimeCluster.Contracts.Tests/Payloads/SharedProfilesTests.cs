using System.Runtime.CompilerServices;
using System.Text;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Tests.Payloads;

public sealed class SharedProfilesTests
{
    [Fact]
    public void Share_EqualOnesThatAreLarge_AreOneObject()
    {
        var name = Guid.NewGuid().ToString();
        var first = SharedProfiles.Share(Large(name));

        Assert.Same(first, SharedProfiles.Share(Large(name)));
    }

    [Fact]
    public void Share_TheSameTextWithOtherAttachments_StaysApart()
    {
        var name = Guid.NewGuid().ToString();
        var first = SharedProfiles.Share(Large(name, [1]));
        var other = Large(name, [2]);

        Assert.NotSame(first, SharedProfiles.Share(other));
        Assert.Same(other, SharedProfiles.Share(Large(name, [2])));
    }

    [Fact]
    public void Share_SmallOnes_StayWhatTheyAre()
    {
        var small = new Payload("{}"u8.ToArray());
        SharedProfiles.Share(small);
        var other = new Payload("{}"u8.ToArray());

        Assert.Same(other, SharedProfiles.Share(other));
        Assert.Null(SharedProfiles.Share(null));
    }

    [Fact]
    public void Share_NobodyKeepsIt_ItIsNotKeptAlive()
    {
        var shared = ShareAndForget();

        GC.Collect();

        Assert.False(shared.TryGetTarget(out _));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<Payload> ShareAndForget() => new(SharedProfiles.Share(Large(Guid.NewGuid().ToString()))!);

    private static Payload Large(string name, params byte[][] attachments) =>
        new(Encoding.UTF8.GetBytes($"\"{name}{new string('x', SharedProfiles.MinBytes)}\""), attachments);
}
