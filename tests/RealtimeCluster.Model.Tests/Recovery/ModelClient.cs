using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>A client with a library that keeps the private id and the last offset, and what it has seen in its session.</summary>
internal sealed class ModelClient(int number)
{
    public int Number => number;

    public int Life { get; set; }

    /// <summary>The id of its session.</summary>
    public string Id => $"c{number}.{Life}";

    public ModelGateway? Gateway { get; set; }

    public ModelConnection? Connection { get; set; }

    /// <summary>Whether it waits for the answer to its CONNECT.</summary>
    public bool IsResuming => Connection is { Held: not null } or { IsResumed: not null };

    /// <summary>
    /// Where it is connected while another attempt of it, which came late and has no socket any more, was given its session; nobody tells that gateway, but the owners.
    /// </summary>
    public (ModelGateway Gateway, ModelConnection Connection)? Stray { get; set; }

    public bool IsConnected => Connection is { IsClosed: false } && !IsResuming;

    public string? Offset { get; set; }

    public bool IsContinuityLost { get; set; }

    /// <summary>What it saw: the messages, and by their ids who joined (+) and left (-).</summary>
    public List<(string Channel, string Seen)> Received { get; } = [];

    /// <summary>The channels the session has saved, and of each the messages that its acknowledged join came after.</summary>
    public HashSet<string> Channels { get; } = [];

    /// <summary>How often its session was taken over.</summary>
    public int Generation { get; set; }

    /// <summary>What it shows; 0 while it shows nothing.</summary>
    public int Profile { get; set; }

    /// <summary>Where it joined, as far as the owners have answered.</summary>
    public Dictionary<string, StreamPosition> Joins { get; } = [];

    /// <summary>Channels that it has left once in its session.</summary>
    public HashSet<string> EverLeft { get; } = [];

    /// <summary>Earlier attempts to come back that do not know yet that there is a later one.</summary>
    public List<(ModelGateway Gateway, ModelConnection Connection)> Older { get; } = [];

    /// <summary>Of each channel the lives that its owner had had when the session left it.</summary>
    public Dictionary<string, int> OwnerLifeCounts { get; } = [];

    /// <summary>Begins a fresh session.</summary>
    public void Renew()
    {
        Life++;
        Offset = null;
        IsContinuityLost = false;
        Received.Clear();
        Channels.Clear();
        OwnerLifeCounts.Clear();
        Generation = Profile = 0;
        Joins.Clear();
        EverLeft.Clear();
    }
}
