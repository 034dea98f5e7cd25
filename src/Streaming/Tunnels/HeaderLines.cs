using System.Text;

namespace Timonier.Streaming;

/// <summary>
/// Several values of one header, each on a line of its own. The framework's client writes them into one line with
/// commas between, which is the same by HTTP, but not to servers that read a user's groups line by line: there all
/// groups would become one of a strange name. It takes one value, with a mark between the parts, through this encoding,
/// which makes each mark the beginning of a further line. For HTTP/1.1 only.
/// </summary>
public sealed class HeaderLines : Encoding
{
    /// <summary>Stands between the values; a value that has it itself cannot be sent.</summary>
    public const char Mark = '\uE000';

    private readonly byte[] nextLine;

    private HeaderLines(string name) => nextLine = ASCII.GetBytes($"\r\n{name}: ");

    /// <summary>The encoding of a header's values; the same for all that never have several.</summary>
    public static Encoding Of(string name) => name.StartsWith("X-Remote-", StringComparison.Ordinal) ? new HeaderLines(name) : UTF8;

    /// <summary>Whether a value says nothing but itself.</summary>
    public static bool Takes(string value) => value.AsSpan().IndexOfAny("\r\n\0\uE000") < 0;

    public static string Join(IEnumerable<string> values) => string.Join(Mark, values);

    public override int GetByteCount(char[] chars, int index, int count) => GetByteCount(chars.AsSpan(index, count));

    public override int GetByteCount(ReadOnlySpan<char> chars) => UTF8.GetByteCount(chars) + (chars.Count(Mark) * (nextLine.Length - UTF8.GetByteCount([Mark])));

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => GetBytes(chars.AsSpan(charIndex, charCount), bytes.AsSpan(byteIndex));

    public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes)
    {
        var written = 0;
        while (true)
        {
            var end = chars.IndexOf(Mark);
            written += UTF8.GetBytes(end < 0 ? chars : chars[..end], bytes[written..]);
            if (end < 0) return written;
            nextLine.CopyTo(bytes[written..]);
            written += nextLine.Length;
            chars = chars[(end + 1)..];
        }
    }

    public override int GetMaxByteCount(int charCount) => (charCount + 1) * Math.Max(3, nextLine.Length);

    public override int GetCharCount(byte[] bytes, int index, int count) => UTF8.GetCharCount(bytes, index, count);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => UTF8.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount);
}
