using RealtimeCluster.Gateway.Connections;
using static RealtimeCluster.Gateway.Connections.ConnectionState;

namespace RealtimeCluster.Gateway.Tests.Connections;

public sealed class ConnectionLifeTests
{
    /// <summary>Every state and what each step makes of it, in the order of <see cref="ConnectionStep"/>: begin, lose, supersede, yield, end.</summary>
    private static readonly Dictionary<ConnectionState, ConnectionState[]> Table = new()
    {
        [Connecting] = [Live, Away, Superseded, Yielding, Left],
        [Live] = [Live, Away, Superseded, Yielding, Left],
        [Yielding] = [Yielding, Yielded, Yielded, Yielding, Yielded],
        [Superseded] = [Superseded, Away, Superseded, Yielded, Left],
        [Away] = [Away, Away, Away, Yielded, Left],
        [Yielded] = [Yielded, Yielded, Yielded, Yielded, Yielded],
        [Left] = [Left, Left, Left, Left, Left],
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var state in Enum.GetNames<ConnectionState>())
            {
                foreach (var step in Enum.GetNames<ConnectionStep>())
                {
                    cases.Add(state, step);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Next_EveryStateAndStep_IsAsTheTableSays(string stateName, string stepName)
    {
        var (state, step) = (Enum.Parse<ConnectionState>(stateName), Enum.Parse<ConnectionStep>(stepName));

        Assert.Equal(Table[state][(int)step], ConnectionLife.Next(state, step));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_EveryState_EntersTheNextStateAndSaysWhetherItDidIt(string stateName, string stepName)
    {
        var (state, step) = (Enum.Parse<ConnectionState>(stateName), Enum.Parse<ConnectionStep>(stepName));
        var life = In(state);
        var next = Table[state][(int)step];

        // Whether the caller is the one that does what belongs to the step.
        var (isDone, expected) = step switch
        {
            ConnectionStep.Begin => (life.TryBegin(), state != next && next == Live),
            ConnectionStep.Lose => (life.TryLose(), state != next && next == Away),
            ConnectionStep.Yield => (life.TryYield(), state != next),
            ConnectionStep.End => (life.TryEnd(), state != next && next == Left),
            _ => (Superseding(ref life), true),
        };

        Assert.Equal((expected, next), (isDone, life.State));
    }

    [Theory]
    [InlineData("Connecting", false, false, false)]
    [InlineData("Live", false, false, false)]
    [InlineData("Yielding", false, true, false)]
    [InlineData("Superseded", true, false, false)]
    [InlineData("Away", true, false, false)]
    [InlineData("Yielded", true, true, false)]
    [InlineData("Left", true, true, true)]
    public void State_Each_SaysWhetherItIsClosedOrOverOrHasLeft(string state, bool isClosed, bool isOver, bool hasLeft)
    {
        var life = In(Enum.Parse<ConnectionState>(state));

        Assert.Equal((isClosed, isOver, hasLeft), (life.IsClosed, life.IsOver, life.HasLeft));
    }

    [Fact]
    public void Next_FromAnyState_IsOverOrLeadsThere()
    {
        // Nothing is kept for a connection that can never be over.
        foreach (var state in Enum.GetValues<ConnectionState>())
        {
            Assert.True(ConnectionLife.Next(state, ConnectionStep.End) is Left or Yielded);
        }
    }

    [Fact]
    public async Task TryEnd_ManyAtOnce_OneOfThemEndsIt()
    {
        var holder = new Holder();
        using var start = new Barrier(4);

        var hasEnded = await Task.WhenAll(Enumerable.Range(0, 4).Select(index => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return index % 2 == 0 ? holder.Life.TryEnd() : holder.Life.TryYield();
            },
            TaskCreationOptions.LongRunning)));

        Assert.Single(hasEnded, true);
    }

    private static bool Superseding(ref ConnectionLife life)
    {
        life.Supersede();
        return true;
    }

    private static ConnectionLife In(ConnectionState state)
    {
        var life = default(ConnectionLife);
        switch (state)
        {
            case Live: life.TryBegin(); break;
            case Yielding: life.TryYield(); break;
            case Superseded: life.Supersede(); break;
            case Away: life.TryLose(); break;
            case Left: life.TryEnd(); break;
            case Yielded:
                life.TryYield();
                life.TryLose();
                break;
        }

        Assert.Equal(state, life.State);
        return life;
    }

    private sealed class Holder
    {
        public ConnectionLife Life;
    }
}
