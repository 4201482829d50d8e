namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>Makes a history that ends wrong as short as it can be and still end wrong.</summary>
internal static class Counterexample
{
    /// <summary>Runs a history.</summary>
    /// <returns>What is wrong at its end; <see langword="null"/> when nothing is.</returns>
    public static string? Find(IReadOnlyCollection<Step> steps)
    {
        try
        {
            History.Run(steps);
            return null;
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Leaves out whatever is not needed, first in large parts, in the end step by step, until no step can be missed.</summary>
    public static IReadOnlyList<Step> Shrink(IReadOnlyList<Step> steps)
    {
        for (var size = steps.Count / 2; size > 0;)
        {
            var shorter = LeaveOut(steps, size);
            size = shorter.Count < steps.Count && size == 1 ? 1 : size / 2;
            steps = shorter;
        }

        return Simplify([.. steps]);
    }

    private static List<Step> LeaveOut(IReadOnlyList<Step> steps, int size)
    {
        var kept = steps.ToList();
        for (var start = Math.Max(0, kept.Count - size); ; start = Math.Max(0, start - size))
        {
            List<Step> without = [.. kept.Take(start), .. kept.Skip(start + size)];
            if (Find(without) is not null)
            {
                kept = without;
            }

            if (start == 0)
            {
                return kept;
            }
        }
    }

    // What a step does not look at is 0.
    private static Step[] Simplify(Step[] steps)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            foreach (var simpler in (Func<Step, Step>[])[static step => step with { Client = 0 }, static step => step with { Gateway = 0 }, static step => step with { Owner = 0 }])
            {
                var former = steps[i];
                steps[i] = simpler(former);
                if (steps[i] != former && Find(steps) is null)
                {
                    steps[i] = former;
                }
            }
        }

        return steps;
    }
}
