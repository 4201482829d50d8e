namespace RealtimeCluster.Client.Http.Requests;

/// <summary>
/// A gateway refused a call for a reason that clients inside the cluster do not know: the token, the environment, or a fault of the gateway.
/// </summary>
public sealed class RealtimeHttpException : Exception
{
    /// <summary>Creates one.</summary>
    public RealtimeHttpException()
        : this("The gateway refused the call.")
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    public RealtimeHttpException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public RealtimeHttpException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The server API's fixed code: <c>unauthorized</c>, <c>out_of_scope</c>; <c>unexpected_answer</c> for an answer that is not the server API's.</summary>
    public string Code { get; init; } = "unexpected_answer";

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }
}
