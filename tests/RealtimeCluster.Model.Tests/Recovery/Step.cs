using System.Globalization;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>One step of a history: what happens, and to whom.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Client">The client, or the chance by which an owner dies or rests.</param>
/// <param name="Gateway">The gateway.</param>
/// <param name="Owner">The owner.</param>
internal readonly record struct Step(StepKind Kind, int Client, int Gateway, int Owner)
{
    /// <summary>The steps of a numbered history: the same in every run.</summary>
    public static Step[] Draw(int history, int count)
    {
        var random = new Random(history);
        var steps = new Step[count];
        for (var i = 0; i < count; i++)
        {
            steps[i] = new Step(KindOf(random.Next(115)), random.Next(12), random.Next(12), random.Next(2));
        }

        return steps;
    }

    /// <summary>As it stands in a list of steps.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"new(StepKind.{Kind}, {Client}, {Gateway}, {Owner})");

    private static StepKind KindOf(int drawn) => drawn switch
    {
        < 24 => StepKind.Publish,
        24 => StepKind.HandOver,
        < 32 => StepKind.Join,
        < 34 => StepKind.Leave,
        < 54 => StepKind.Call,
        < 68 => StepKind.Answer,
        < 84 => StepKind.Deliver,
        < 88 => StepKind.Cut,
        < 94 => StepKind.Resume,
        < 96 => StepKind.KillOwner,
        < 98 => StepKind.KillGateway,
        98 => StepKind.EndGraces,
        99 => StepKind.LeaveAsAway,
        < 103 => StepKind.Update,
        < 106 => StepKind.ResumeAgain,
        106 => StepKind.EndOlder,
        107 => StepKind.Hang,
        < 110 => StepKind.Wake,
        < 113 => StepKind.Steal,
        _ => StepKind.Rest,
    };
}
