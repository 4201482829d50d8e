using System.Buffers.Binary;
using System.Text;

namespace RealtimeCluster.Observability.Tests.Tracing;

/// <summary>Reads what a test needs of a protobuf message: its fields, one after the other.</summary>
internal ref struct Protobuf(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its content, if it has a length.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Its value, if it is a number.</summary>
    public ulong Number { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Content);

    public readonly string Hex => Convert.ToHexStringLower(Content);

    /// <summary>Reads the next field; false at the end.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var key = ReadVarint();
        Field = (int)(key >> 3);
        Content = default;
        switch (key & 7)
        {
            case 0:
                Number = ReadVarint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Content = Take((int)ReadVarint());
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"Wire type {key & 7} is not in use.");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
