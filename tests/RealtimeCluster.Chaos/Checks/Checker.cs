using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>Judges a finished ledger.</summary>
internal static class Checker
{
    /// <summary>Runs every check.</summary>
    /// <param name="ledger">The ledger; nobody writes to it any more.</param>
    /// <param name="options">What was promised.</param>
    public static Findings Run(Ledger ledger, CheckerOptions options)
    {
        var channels = ChannelHistory.Of(ledger);
        var violations = new List<Violation>();
        foreach (var channel in channels)
        {
            violations.AddRange(LossCheck.Run(ledger, channel));
            violations.AddRange(HearingCheck.Run(channel, options));
            violations.AddRange(OrderCheck.Run(ledger, channel));
            violations.AddRange(AgreementCheck.Run(channel));
            violations.AddRange(ledger.PresencePoints.SelectMany(point => PresenceCheck.Run(point, channel)));
        }

        foreach (var session in ledger.Sessions)
        {
            violations.AddRange(DuplicateCheck.Run(ledger, session));
            violations.AddRange(OrderCheck.CheckArguments(session));
        }

        violations.AddRange(ProfileCheck.Run(ledger));
        violations.AddRange(RewindCheck.Run(ledger, options));
        violations.AddRange(FlapCheck.Run(ledger, options));
        violations.AddRange(RecoveryCheck.Run(ledger, options));
        violations.AddRange(EndCheck.Run(ledger));
        violations.AddRange(ConnectCheck.Run(ledger, options));

        var latencies = ledger.Visit is { } visit ? DeliveryLatencies.Measure(ledger, visit) : ((DurationFigures Quiet, DurationFigures Troubled)?)null;
        violations.AddRange(StrangerCheck.Run(ledger, latencies, options));

        var inWindow = RecoveryCheck.InWindow(ledger, options.Window);
        return new Findings(
            violations,
            ledger.Publications.Count,
            Count(ledger, PublicationOutcome.Acknowledged),
            Count(ledger, PublicationOutcome.Unknown),
            Count(ledger, PublicationOutcome.Refused),
            ledger.Sessions.Sum(static session => (long)session.Deliveries.Count),
            ledger.Sessions.Count,
            ledger.Reconnects.Count,
            inWindow.Count,
            inWindow.Count(static reconnect => reconnect.IsRecovered),
            ledger.PresencePoints.Count,
            ledger.RefusedConnects.Count,
            ledger.Exceptions.OrderBy(static entry => entry.Key, StringComparer.Ordinal).ToDictionary(),
            ledger.Sessions.Sum(static session => session.MissingNotices.Count),
            ledger.Sessions.Sum(static session => session.Profiles.Count),
            ledger.RewindJoins.Count,
            ledger.RewindJoins.Sum(static join => (long)join.Messages.Count),
            [.. channels.Where(static channel => channel.Order.EpochCount > 1).Select(static channel => channel.Channel)],
            DurationFigures.Of("absences", ledger.Reconnects.Select(static reconnect => reconnect.Silence)),
            StandStills.Measure(ledger),
            latencies is var (quiet, troubled) ? [quiet, troubled] : [],
            ledger.Visit?.Tallies ?? [])
        {
            Kinds = KindFigures.Of(ledger, options.Window),
        };
    }

    private static int Count(Ledger ledger, PublicationOutcome outcome) => ledger.Publications.Values.Count(publication => publication.Outcome == outcome);
}
