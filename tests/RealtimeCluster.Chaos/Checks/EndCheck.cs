using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>When a run has ended every client is connected, and everything its living sessions sent was answered.</summary>
internal static class EndCheck
{
    public static IEnumerable<Violation> Run(Ledger ledger)
    {
        foreach (var session in ledger.Sessions.Where(static session => session is { IsOver: false, IsConnected: false }))
        {
            yield return new Violation(ViolationKind.Absent, null, $"{session} lost its transport at {session.Links[^1].LostAt} and did not come back.");
        }

        foreach (var publication in ledger.Publications.Values.Where(static publication => publication is { Outcome: PublicationOutcome.Pending, Publisher.IsConnected: true }))
        {
            yield return new Violation(ViolationKind.Unanswered, publication.Channel, $"{publication} was sent at {publication.SentAt} and never answered.");
        }
    }
}
