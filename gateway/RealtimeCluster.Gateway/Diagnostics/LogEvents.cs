namespace RealtimeCluster.Gateway.Diagnostics;

/// <summary>
/// The event ids of the gateway's log: 3070–3099 and 3200–3999, one block for each folder. An id that is no longer used
/// leaves a comment line and is not given again.
/// </summary>
internal static class LogEvents
{
    // Forwarding: 3070
    public const int ForwardingCallFailed = 3070;
    public const int ForwardedRequestFailed = 3071;
    public const int ForwardedReplyFailed = 3072;
    public const int RelayFailed = 3073;
    public const int RelayWriteFailed = 3074;
    public const int RelayCallFailed = 3075;

    // Events: 3200
    public const int EventUnknown = 3200;

    // Connections: 3300

    // Uplink: 3400
    public const int UplinkCallFailed = 3400;
    public const int UplinkSendFailed = 3401;
    public const int UplinkStands = 3402;
    public const int UplinkRefused = 3403;
    public const int UplinkGivenUp = 3404;
    public const int StandstillTold = 3440;
    public const int StandstillLookFailed = 3441;

    // FanOut and Streams: 3500
    public const int GapSeen = 3500;
    public const int DeliveryFailed = 3501;
    public const int StreamFailed = 3502;
    public const int FlushFailed = 3503;
    public const int ContinuityLost = 3504;
    public const int EnvelopeFailed = 3505;
    public const int JoinsMissed = 3540;
    public const int JoinersEnded = 3541;
    public const int JoinLookFailed = 3542;

    // Environments: 3600
    public const int EnvironmentsReloaded = 3600;
    public const int EnvironmentsReloadRefused = 3601;
    public const int GrantsRevoked = 3602;
    public const int GrantVisitFailed = 3603;
    public const int RevocationsUnread = 3604;
    public const int RevocationsReadAgain = 3605;
    public const int GrantsPaused = 3606;
    public const int GrantsUnpaused = 3607;
    public const int UsersLost = 3608;

    // Limits: 3700
    public const int TooManyFailures = 3700;

    // Http: 3800
    public const int MemberQueryFailed = 3800;

    // ServerApi: 3820
    public const int ServerRequestUnanswered = 3820;
    public const int ServerRequestFailed = 3821;
    public const int ServerActed = 3822;

    // Admin: 3830
    public const int AdministratorSignedIn = 3830;
    public const int SignInRefused = 3831;
    public const int AdministratorActed = 3832;
    public const int AdminRequestUnanswered = 3833;
    public const int AdminRequestFailed = 3834;
    public const int NodeSilent = 3835;
    public const int GatewaySilent = 3836;

    // Recovery: 3850
    public const int SessionSaveFailed = 3850;
    public const int ResumeFailed = 3851;
    public const int YieldFailed = 3852;
    public const int AwayFailed = 3853;
    public const int SessionUnknown = 3854;
    public const int LogNotResumable = 3855;
    public const int ResumeSuperseded = 3856;
    public const int SessionRefused = 3857;
    public const int SupersededHeld = 3859;

    // Hosting: 3900
    public const int NotReady = 3900;
    public const int SiloLost = 3901;
    public const int Listening = 3902;
}
