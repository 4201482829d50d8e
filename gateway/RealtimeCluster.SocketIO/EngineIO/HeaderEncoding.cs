using System.Text;
using System.Text.Unicode;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Reads the values of HTTP headers: as UTF-8 if they are, else as Latin-1, in which every byte is a letter (RFC 9110, section 5.5).</summary>
internal sealed class HeaderEncoding : Encoding
{
    public override int GetByteCount(char[] chars, int index, int count) => UTF8.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        UTF8.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetCharCount(byte[] bytes, int index, int count) => Of(bytes.AsSpan(index, count)).GetCharCount(bytes, index, count);

    public override unsafe int GetCharCount(byte* bytes, int count) => Of(new ReadOnlySpan<byte>(bytes, count)).GetCharCount(bytes, count);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        Of(bytes.AsSpan(byteIndex, byteCount)).GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    // The web server reads a value where it lies, and the base class would copy it first.
    public override unsafe int GetChars(byte* bytes, int byteCount, char* chars, int charCount) =>
        Of(new ReadOnlySpan<byte>(bytes, byteCount)).GetChars(bytes, byteCount, chars, charCount);

    public override int GetMaxByteCount(int charCount) => UTF8.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount);

    private static Encoding Of(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? UTF8 : Latin1;
}
