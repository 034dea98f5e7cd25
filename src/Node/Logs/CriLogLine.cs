using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Timonier.Node.Logs;

/// <summary>
/// One line of a log in CRI's format, <c>2026-03-01T12:00:00.123456789Z stdout F text</c>, without its line end. The
/// runtime cuts long lines into pieces: all but the last are tagged P.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly ref struct CriLogLine
{
    private CriLogLine(ReadOnlySpan<byte> timestamp, bool isStderr, bool isPartial, ReadOnlySpan<byte> text)
    {
        Timestamp = timestamp;
        IsStderr = isStderr;
        IsPartial = isPartial;
        Text = text;
    }

    public ReadOnlySpan<byte> Timestamp { get; }
    public bool IsStderr { get; }
    public bool IsPartial { get; }
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>To the 100 ns that the class library knows.</summary>
    public DateTimeOffset Time => TryTime(Timestamp, out var time) ? time : default;

    public static bool TryParse(ReadOnlySpan<byte> line, out CriLogLine parsed)
    {
        parsed = default;
        var rest = line;
        if (!TryWord(ref rest, out var timestamp) || !TryWord(ref rest, out var stream)) return false;
        // A line without text may come without the last space.
        var space = rest.IndexOf((byte)' ');
        var tags = space < 0 ? rest : rest[..space];
        var text = space < 0 ? default : rest[(space + 1)..];
        var isStderr = stream.SequenceEqual("stderr"u8);
        if (!isStderr && !stream.SequenceEqual("stdout"u8)) return false;
        // Tags are joined by colons; the first says whether the line goes on.
        if (tags.IsEmpty || tags[0] is not ((byte)'F' or (byte)'P') || tags.Length > 1 && tags[1] != ':') return false;
        if (!TryTime(timestamp, out _)) return false;
        parsed = new(timestamp, isStderr, tags[0] == 'P', text);
        return true;
    }

    private static bool TryWord(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        var space = rest.IndexOf((byte)' ');
        word = space > 0 ? rest[..space] : default;
        if (space > 0) rest = rest[(space + 1)..];
        return space > 0;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        Span<char> chars = stackalloc char[40];
        if (text.Length > chars.Length || !Encoding.ASCII.TryGetChars(text, chars, out var length)) return false;
        // Digits beyond 100 ns would be rounded: they are cut off, so that a line is never taken to be later than it is.
        var point = chars[..length].IndexOf('.');
        if (point >= 0)
        {
            var zone = chars[(point + 1)..length].IndexOfAnyExceptInRange('0', '9');
            if (zone > 7)
            {
                chars[(point + 1 + zone)..length].CopyTo(chars[(point + 8)..]);
                length -= zone - 7;
            }
        }
        return DateTimeOffset.TryParse(chars[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
