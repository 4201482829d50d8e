namespace RealtimeCluster.Silo.Diagnostics;

/// <summary>The event ids of the silo's log: 2000–2999, one block of 100 for each folder.</summary>
internal static class LogEvents
{
    // Owners and Succession: 2000
    public const int OwnerStarted = 2000;
    public const int OwnerStopped = 2001;
    public const int GatewayRefused = 2002;
    public const int GatewayLost = 2003;
    public const int GatewayLossFailed = 2004;
    public const int NodeSilent = 2005;
    public const int OwnerSucceeded = 2006;
    public const int ContinuityLost = 2007;
    public const int OwnerSuperseded = 2008;
    public const int WakeFailed = 2009;
    public const int OwnerRestored = 2010;
    public const int OpeningFailed = 2011;
    public const int OwnersSwept = 2012;
    public const int SweepFailed = 2013;
    public const int HeirsMissing = 2014;
    public const int NoticeFailed = 2015;
    public const int HomeSilent = 2016;
    public const int MembershipUnread = 2017;
    public const int OwnersMoved = 2018;
    public const int MoveFailed = 2019;

    // Hosting: 2100

    // Persistence: 2200; gone: 2200 BlobStorageReady, 2201 BlobContainerMissing
    public const int FormerBlobMoved = 2202;

    // Durability: 2300
    public const int SnapshotFailed = 2300;
    public const int SnapshotUnread = 2301;
    public const int SnapshotBroke = 2302;
    public const int LastSnapshotsWritten = 2303;
    public const int SnapshotSuperseded = 2304;
    public const int SnapshotUnreadable = 2305;

    // Revocations: 2400
    public const int RevocationPushFailed = 2400;
    public const int RevocationsFull = 2401;

    // Sessions: 2500
    public const int SessionsNotKept = 2500;
    public const int CopiesNotForgotten = 2501;
}
