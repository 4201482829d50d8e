using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>How the admin page behaves. Who may use it, <c>Realtime:ServerTokens</c> says; without such a token it does not exist.</summary>
public sealed class AdminOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Gateway:Admin";

    /// <summary>Whether this gateway serves it if there is a token that opens it. Default yes.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long a sign-in lasts after the page was last used. Default 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a sign-in lasts however much the page is used. Default 12 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan MaxSignIn { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Most tokens that may be tried here in vain from one address in a <c>Realtime:Credentials:Window</c>. Default 10; then what <c>Realtime:Credentials</c> says of an address that showed too many wrong ones holds for it, at every door.</summary>
    [Range(1, 10_000)]
    public int MaxFailedSignIns { get; set; } = 10;

    /// <summary>
    /// Most requests of administrators this gateway answers at a time; pages ask once a second. Default 64. One more is refused as <c>busy</c>.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxRequests { get; set; } = 64;
}
