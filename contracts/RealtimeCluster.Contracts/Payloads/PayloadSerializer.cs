using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeCluster.Contracts.Payloads;

/// <summary>
/// Turns .NET values into payloads and back. A <see cref="byte"/> array anywhere in a value becomes an attachment, which a
/// browser receives as <c>ArrayBuffer</c> and Node as <c>Buffer</c>.
/// </summary>
/// <remarks>Thread-safe. Property names are camel case unless other options are given.</remarks>
public sealed class PayloadSerializer
{
    private readonly JsonSerializerOptions _options;

    /// <summary>Creates a serializer.</summary>
    /// <param name="options">JSON options to start from; <see langword="null"/> for the web defaults.</param>
    public PayloadSerializer(JsonSerializerOptions? options = null)
    {
        _options = options is null
            ? new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            : new JsonSerializerOptions(options);
        _options.Converters.Insert(0, new ByteArrayConverter());
        _options.Converters.Insert(0, new MemoryConverter());
        _options.Converters.Insert(0, new ReadOnlyMemoryConverter());
        _options.MakeReadOnly(populateMissingResolver: true);
    }

    /// <summary>The serializer with the web defaults.</summary>
    public static PayloadSerializer Default { get; } = new();

    /// <summary>Encodes a value.</summary>
    /// <param name="value">Any value System.Text.Json can write, a <see cref="Payload"/> as it is.</param>
    /// <exception cref="NotSupportedException">The value's type cannot be written as JSON.</exception>
    /// <exception cref="ArgumentException">The value holds binary data and an object with a property <c>_placeholder: true</c>.</exception>
    public Payload Serialize(object? value)
    {
        switch (value)
        {
            case null:
                return Payload.Null;
            case Payload payload:
                return payload;
        }

        var outer = Attachments.Current;
        var attachments = Attachments.Current = new Attachments();
        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), _options);
            if (attachments.Items.Count > 0 && Placeholders.Count(json) != attachments.Items.Count)
            {
                throw new ArgumentException("A payload with binary data cannot hold an object with a property '_placeholder' that is true.", nameof(value));
            }

            return new Payload(json, [.. attachments.Items]);
        }
        finally
        {
            Attachments.Current = outer;
        }
    }

    /// <summary>Decodes a value.</summary>
    /// <typeparam name="T">The type to read; <see cref="JsonElement"/> shows placeholders as they are.</typeparam>
    /// <param name="payload">The payload.</param>
    /// <exception cref="JsonException">The payload is not of that type.</exception>
    public T? Deserialize<T>(Payload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var outer = Attachments.Current;
        Attachments.Current = new Attachments(payload.Attachments);
        try
        {
            return JsonSerializer.Deserialize<T>(payload.Json, _options);
        }
        finally
        {
            Attachments.Current = outer;
        }
    }

    /// <summary>
    /// The attachments of the value that this thread is writing or reading. Serialization is synchronous, so a thread has at
    /// most one, and converters, which are shared, find it here.
    /// </summary>
    private sealed class Attachments(params IEnumerable<byte[]> items)
    {
        [ThreadStatic]
        private static Attachments? ThreadCurrent;

        public static Attachments? Current
        {
            get => ThreadCurrent;
            set => ThreadCurrent = value;
        }

        public List<byte[]> Items { get; } = [.. items];

        public static void Write(Utf8JsonWriter writer, byte[] value)
        {
            var attachments = Current ?? throw new InvalidOperationException("Binary data is written by a PayloadSerializer only.");
            writer.WriteStartObject();
            writer.WriteBoolean("_placeholder"u8, true);
            writer.WriteNumber("num"u8, attachments.Items.Count);
            writer.WriteEndObject();
            attachments.Items.Add(value);
        }

        public static byte[] Read(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return reader.GetBytesFromBase64();
            }

            using var document = JsonDocument.ParseValue(ref reader);
            var element = document.RootElement;
            return element.ValueKind == JsonValueKind.Object
                && element.TryGetProperty("num", out var number)
                && number.TryGetInt32(out var index)
                && Current is { } attachments
                && (uint)index < (uint)attachments.Items.Count
                ? attachments.Items[index]
                : throw new JsonException("Expected binary data.");
        }
    }

    private sealed class ByteArrayConverter : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Attachments.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => Attachments.Write(writer, value);
    }

    private sealed class MemoryConverter : JsonConverter<Memory<byte>>
    {
        public override Memory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Attachments.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, Memory<byte> value, JsonSerializerOptions options) => Attachments.Write(writer, value.ToArray());
    }

    private sealed class ReadOnlyMemoryConverter : JsonConverter<ReadOnlyMemory<byte>>
    {
        public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Attachments.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) => Attachments.Write(writer, value.ToArray());
    }
}
