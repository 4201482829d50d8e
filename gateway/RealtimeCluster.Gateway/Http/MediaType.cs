namespace RealtimeCluster.Gateway.Http;

/// <summary>How the body of a request is to be read.</summary>
internal enum MediaType
{
    Json,
    Form,
    Multipart,
}
