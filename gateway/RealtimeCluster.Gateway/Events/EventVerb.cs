namespace RealtimeCluster.Gateway.Events;

/// <summary>The events that mean something to the server.</summary>
internal enum EventVerb
{
    Unknown,
    Join,
    Leave,
    Update,
    Message,
    SendMessage,
    BroadcastMessage,
    UserEvent,
    GetMembers,
}
