using System.Net;
using System.Text.Json;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Client.Http.Requests;

/// <summary>What a gateway answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
internal sealed record GatewayAnswer(HttpStatusCode Status, byte[] Body)
{
    // What a gateway can be set to let in at most, and what stands around it.
    private const int MaxDepth = 10_016;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The fixed code of a problem; <see langword="null"/> where there is none.</summary>
    public string? Code => ReadProblem("code");

    /// <summary>The JSON of a success.</summary>
    /// <exception cref="RealtimeHttpException">It is none.</exception>
    public JsonDocument Read()
    {
        try
        {
            return JsonDocument.Parse(Body, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException exception)
        {
            throw new RealtimeHttpException("The answer is not the server API's.", exception) { Status = (int)Status };
        }
    }

    /// <summary>What a client inside the cluster would have been thrown.</summary>
    public Exception ToException()
    {
        var text = ReadProblem("detail") ?? ReadProblem("title") ?? $"The answer was {(int)Status}.";
        return Status switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => new ArgumentException(text),
            HttpStatusCode.ServiceUnavailable when Code == RealtimeUnavailableException.Code => new RealtimeUnavailableException(text),
            HttpStatusCode.Conflict => new InvalidOperationException(text),
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new TimeoutException(text),
            _ => new RealtimeHttpException(text) { Code = Code ?? "unexpected_answer", Status = (int)Status },
        };
    }

    private string? ReadProblem(string name)
    {
        if (IsSuccess)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            // A proxy's page.
            return null;
        }
    }
}
