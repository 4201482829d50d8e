using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>How many clients are let in at once when many come at the same moment, as after the end of a gateway.</summary>
public sealed class AdmissionOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Realtime:Admission";

    /// <summary>Most connects that are worked on at once. Default 1000. Others wait, first come, first served.</summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrent { get; set; } = 1_000;

    /// <summary>
    /// Most connects that wait. Default 20 000. From then on handshakes are refused with <c>503</c> and <c>Retry-After</c>, and sessions
    /// that had passed theirs are closed at their connect; clients come again by themselves.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxWaiting { get; set; } = 20_000;

    /// <summary>Most connects that are let in each second, with one second's worth at once. Default 0: as many as <see cref="MaxConcurrent"/> allows.</summary>
    [Range(0, 1_000_000)]
    public int MaxPerSecond { get; set; }
}

/// <summary>Checks <see cref="AdmissionOptions"/> when the gateway starts.</summary>
[OptionsValidator]
internal sealed partial class AdmissionOptionsValidator : IValidateOptions<AdmissionOptions>;
