using System.Reflection;

namespace RealtimeCluster.Testing;

/// <summary>Stands in for an interface of the framework of which a test needs one member.</summary>
public class Stand : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> _answer = static (_, _) => null;

    /// <summary>Makes one.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="answer">What a member returns.</param>
    public static T In<T>(Func<MethodInfo, object?> answer)
        where T : class => In<T>((called, _) => answer(called));

    /// <summary>Makes one whose answers depend on what it is given.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="answer">What a member returns for its arguments.</param>
    public static T In<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class
    {
        var stand = Create<T, Stand>();
        ((Stand)(object)stand)._answer = answer;
        return stand;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args ?? []);
}
