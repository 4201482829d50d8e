using CsCheck;
using RealtimeCluster.Silo.Log.Members;

namespace RealtimeCluster.Silo.Tests.Log.Members;

public sealed class MemberOrderTests
{
    [Fact]
    public void After_AnyPlaceAfterAnySteps_IsThoseWhoJoinedLater() => Gen.Int[0, 99].Array[1, 200].Sample(
        static steps =>
        {
            var order = new MemberOrder();
            var model = new List<(long Place, LogMember Member)>();
            var lastPlace = 0L;
            foreach (var step in steps)
            {
                if (step < 50 || model.Count == 0)
                {
                    var member = new LogMember($"c{step}", null, null);
                    order.Add(member);
                    model.Add((++lastPlace, member));
                }
                else
                {
                    var index = step % model.Count;
                    order.Remove(model[index].Member);
                    model.RemoveAt(index);
                }
            }

            Assert.Equal(model.Select(static entry => entry.Place), model.Select(entry => order.PlaceOf(entry.Member)));
            for (var place = 0L; place <= lastPlace; place++)
            {
                Assert.Equal(model.Where(entry => entry.Place > place).Select(static entry => entry.Member), order.After(place));
            }
        },
        iter: 5_000);
}
