namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>One input: a request, or a frame.</summary>
/// <param name="Number">Its number, from which it is made.</param>
/// <param name="Bytes">What is sent.</param>
/// <param name="IsLast">Whether it may swallow what is sent behind it, since its length is not what it says: nothing is.</param>
internal readonly record struct FuzzInput(long Number, byte[] Bytes, bool IsLast);
