
namespace RealtimeCluster.Gateway.Limits;

/// <summary>A rate limit of one environment as compiled from the configuration; equal by value, so an unchanged one keeps its counts.</summary>
internal sealed record RateLimit(string Environment, string Id, int Rate, TimeSpan Duration, string ErrorMessage)
{
    private const string DefaultErrorMessage = "Too many events in a short time; try again later.";

    private readonly int _hashCode = HashCode.Combine(Environment, Id, Rate, Duration);

    public RateLimit(string environment, RateLimitOptions options)
        : this(environment, options.Id, options.Rate, TimeSpan.FromSeconds(options.DurationSeconds), options.ErrorMessage is { Length: > 0 } text ? text : DefaultErrorMessage)
    {
    }

    // Asked for at every event; the texts are not hashed again.
    public override int GetHashCode() => _hashCode;
}
