namespace RealtimeCluster.Clustering.Parts;

/// <summary>Asks for answers that may be large, and gives them: small ones as they are, large ones in parts that leave room between them for everything else.</summary>
public interface ILargeAnswers
{
    /// <summary>Gives an answer to whoever made the call that is being handled.</summary>
    /// <param name="answer">The answer; not changed any more.</param>
    /// <param name="sizeBytes">About how large it is.</param>
    /// <exception cref="LargeAnswerException">It is to be fetched. <see cref="AskAsync"/> does so.</exception>
    Task<T> GiveAsync<T>(T answer, long sizeBytes);

    /// <summary>Makes a call whose answer may be large.</summary>
    /// <param name="call">The call.</param>
    Task<T> AskAsync<T>(Func<Task<T>> call);
}
