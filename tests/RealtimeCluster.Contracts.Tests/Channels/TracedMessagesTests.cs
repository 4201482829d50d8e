using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Contracts.Tests.Channels;

/// <summary>The trace of a publish in what travels between nodes.</summary>
public sealed class TracedMessagesTests : IDisposable
{
    private const string Sampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Command_Traced_KeepsTraceAndTime()
    {
        var command = NewCommand().WithTrace(TraceContext.FromHeaders(Sampled, "vendor=1"));

        var copy = RoundTrip(command);

        Assert.Equal(new TraceContext(Sampled, "vendor=1"), copy.Trace);
        Assert.Equal((command.PublishedAt, command.ConnectionId, command.DeduplicationKey), (copy.PublishedAt, copy.ConnectionId, copy.DeduplicationKey));
        Assert.Equal(command.PublishedAt, copy.ToEvent(ChannelEventKind.Message, 1, null, 0).PublishedAt);
    }

    [Fact]
    public void WithTrace_None_IsTheSameCommand()
    {
        var command = NewCommand();

        Assert.Same(command, command.WithTrace(null));
        Assert.Null(RoundTrip(command).Trace);
    }

    [Fact]
    public void WithTrace_LeavesTheOriginalAlone()
    {
        var command = NewCommand();

        Assert.NotSame(command, command.WithTrace(new TraceContext(Sampled, null)));
        Assert.Null(command.Trace);
    }

    [Fact]
    public void Envelope_Traced_KeepsTracesAndEvents()
    {
        var envelope = new Envelope
        {
            Channel = ChannelKey.ForBroadcast("shop"),
            Epoch = 7,
            Events = [NewCommand().ToEvent(ChannelEventKind.Message, 12, null, 0)],
        }.WithTraces([new EventTrace(12, new TraceContext(Sampled, null))]);

        var copy = RoundTrip(envelope);

        Assert.Equal(new EventTrace(12, new TraceContext(Sampled, null)), Assert.Single(copy.Traces!));
        Assert.Equal((7, 12, 5), (copy.Epoch, copy.Events[0].Offset, copy.Events[0].PublishedAt));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-and-more-than-that")]
    [InlineData("hello")]
    public void FromHeaders_NotSampledOrNotReadable_IsNone(string? traceParent) => Assert.Null(TraceContext.FromHeaders(traceParent, "vendor=1"));

    [Fact]
    public void FromHeaders_StateTooLong_IsLeftOut() => Assert.Null(TraceContext.FromHeaders(Sampled, new string('a', 513))!.TraceState);

    [Fact]
    public void ToParent_NamesTheSpan()
    {
        var parent = TraceContext.FromHeaders(Sampled, null)!.ToParent();

        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (parent.TraceId.ToHexString(), parent.SpanId.ToHexString()));
        Assert.Equal(ActivityTraceFlags.Recorded, parent.TraceFlags);
    }

    private static ChannelCommand NewCommand() => new()
    {
        Kind = ChannelCommandKind.Publish,
        ConnectionId = "c",
        EventName = "\"e\""u8.ToArray(),
        DeduplicationKey = "k",
        PublishedAt = 5,
    };

    private T RoundTrip<T>(T value)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
