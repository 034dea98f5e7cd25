using System.Buffers;
using System.Globalization;
using System.Text;

namespace Timonier.Documents;

/// <summary>Writes JSON strings the way Go's encoder does, so that our bytes equal upstream's.</summary>
public static class JsonText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\', (byte)'<', (byte)'>', (byte)'&', 0xE2]);

    /// <summary>Writes <paramref name="text"/> in quotes; Go escapes &lt; &gt; &amp; and the two line separators.</summary>
    public static void WriteString(IBufferWriter<byte> output, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var rented = length > 512 ? ArrayPool<byte>.Shared.Rent(length) : null;
        var utf8 = rented ?? stackalloc byte[512];
        utf8 = utf8[..Encoding.UTF8.GetBytes(text, utf8)];
        output.Write("\""u8);
        while (utf8.Length > 0)
        {
            var plain = utf8.IndexOfAny(Special);
            if (plain < 0) plain = utf8.Length;
            if (plain > 0) output.Write(utf8[..plain]);
            utf8 = utf8[plain..];
            if (utf8.Length > 0) utf8 = utf8[WriteSpecial(output, utf8)..];
        }
        output.Write("\""u8);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>The text between the quotes of a JSON string. What is no Unicode becomes U+FFFD, as in Go.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var at = escaped.IndexOf((byte)'\\');
        if (at < 0) return Encoding.UTF8.GetString(escaped);
        var text = new StringBuilder(escaped.Length);
        while (at >= 0)
        {
            text.Append(Encoding.UTF8.GetString(escaped[..at]));
            escaped = escaped[(at + ReadSpecial(escaped[at..], text))..];
            at = escaped.IndexOf((byte)'\\');
        }
        return text.Append(Encoding.UTF8.GetString(escaped)).ToString();
    }

    private static int ReadSpecial(ReadOnlySpan<byte> escaped, StringBuilder text)
    {
        if (escaped[1] != 'u')
        {
            text.Append(escaped[1] switch { (byte)'n' => '\n', (byte)'r' => '\r', (byte)'t' => '\t', (byte)'b' => '\b', (byte)'f' => '\f', var plain => (char)plain });
            return 2;
        }
        var first = CodeUnit(escaped);
        if (!char.IsSurrogate(first))
        {
            text.Append(first);
            return 6;
        }
        var isPair = escaped.Length >= 12 && escaped[6] == '\\' && escaped[7] == 'u' && char.IsSurrogatePair(first, CodeUnit(escaped[6..]));
        if (isPair) text.Append(first).Append(CodeUnit(escaped[6..]));
        else text.Append('\uFFFD');
        return isPair ? 12 : 6;
    }

    private static char CodeUnit(ReadOnlySpan<byte> escape) => (char)ushort.Parse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static int WriteSpecial(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        switch (utf8[0])
        {
            case (byte)'"': output.Write("\\\""u8); return 1;
            case (byte)'\\': output.Write("\\\\"u8); return 1;
            case (byte)'\n': output.Write("\\n"u8); return 1;
            case (byte)'\r': output.Write("\\r"u8); return 1;
            case (byte)'\t': output.Write("\\t"u8); return 1;
            case (byte)'\b': output.Write("\\b"u8); return 1;
            case (byte)'\f': output.Write("\\f"u8); return 1;
            case 0xE2 when utf8.Length >= 3 && utf8[1] == 0x80 && utf8[2] is 0xA8 or 0xA9:
                output.Write(utf8[2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
                return 3;
            case 0xE2:
                output.Write(utf8[..1]);
                return 1;
            default:
                Span<byte> escape = [(byte)'\\', (byte)'u', (byte)'0', (byte)'0', Hex(utf8[0] >> 4), Hex(utf8[0] & 15)];
                output.Write(escape);
                return 1;
        }
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
}
