using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Http;

/// <summary>Lists the members of a channel for get-members.</summary>
public interface IMemberQuery
{
    /// <summary>The members as a UTF-8 JSON array of <c>{id, data}</c>, empty if there are none, and where in the log that is exact.</summary>
    /// <param name="environment">The environment's id, already checked.</param>
    /// <param name="channel">The channel's name as plain text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<(byte[] Json, StreamPosition Position)> GetMembersJsonAsync(string environment, string channel, CancellationToken cancellationToken);
}
