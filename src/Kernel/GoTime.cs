using System.Globalization;
using System.Text;

namespace Timonier.Kernel;

/// <summary>
/// Times of RFC 3339 as Go's parser takes them, which is not quite as that says: an hour may have one digit, a fraction
/// may follow a comma. What it refuses it tells in the words that clients know.
/// </summary>
public static class GoTime
{
    private const string Seconds = "2006-01-02T15:04:05Z07:00";
    private const string Micro = "2006-01-02T15:04:05.000000Z07:00";

    /// <summary>A time of which the API keeps whole seconds; any fraction may stand behind them.</summary>
    public static bool TryParseSeconds(string text, out DateTimeOffset time, out string error) => new Reader(text, Seconds).Read(out time, out error);

    /// <summary>A time with exactly six digits behind its seconds.</summary>
    public static bool TryParseMicro(string text, out DateTimeOffset time, out string error) => new Reader(text, Micro).Read(out time, out error);

    private struct Reader(string text, string layout)
    {
        private int at;
        private string? fault;

        public bool Read(out DateTimeOffset time, out string error)
        {
            var year = Year();
            var month = Number("-", "01", 1, 12, "month");
            var day = Number("-", "02", 0, 99, "");
            var hour = Number("T", "15", 0, 23, "hour", shortToo: true);
            var minute = Number(":", "04", 0, 59, "minute");
            var second = Number(":", "05", 0, 59, "second");
            var micro = Fraction();
            var offset = Offset();
            if (at < text.Length) fault ??= ": extra text: " + Quote(text[at..]);
            // Year 0 is a leap year, which the calendar here does not have.
            if (fault is null && (day < 1 || day > DateTime.DaysInMonth(year == 0 ? 4 : year, month))) fault = ": day out of range";
            time = default;
            error = fault is null ? "" : "parsing time " + Quote(text) + fault;
            if (fault is null && year > 0) time = Held(new DateTime(year, month, day, hour, minute, second).Ticks + (micro * TimeSpan.TicksPerMicrosecond) - (offset * TimeSpan.TicksPerSecond));
            return fault is null;
        }

        private int Year()
        {
            if (at + 4 > text.Length || !AllDigits(at, 4)) return Misread(at, "2006");
            at += 4;
            return int.Parse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
        }

        private int Number(string before, string element, int low, int high, string name, bool shortToo = false)
        {
            if (fault is not null) return 0;
            if (at >= text.Length || text[at] != before[0]) return Misread(at, before);
            at++;
            var digits = AllDigits(at, 2) ? 2 : shortToo && AllDigits(at, 1) ? 1 : 0;
            if (digits == 0) return Misread(at, element);
            var value = int.Parse(text.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture);
            at += digits;
            if (value < low || value > high) fault = $": {name} out of range";
            return value;
        }

        private int Fraction()
        {
            if (fault is not null) return 0;
            var digits = 0;
            if (at < text.Length && text[at] is '.' or ',')
                while (AllDigits(at + 1 + digits, 1)) digits++;
            if (ReferenceEquals(layout, Micro))
            {
                if (digits < 6) return Misread(at, ".000000");
                digits = 6;
            }
            if (digits == 0) return 0;
            var micro = int.Parse(text.AsSpan(at + 1, Math.Min(6, digits)).ToString().PadRight(6, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
            at += 1 + digits;
            return micro;
        }

        // Seconds to the east of Greenwich.
        private int Offset()
        {
            const string element = "Z07:00";
            if (fault is not null) return 0;
            if (at < text.Length && text[at] == 'Z')
            {
                at++;
                return 0;
            }
            if (at + 6 > text.Length || text[at + 3] != ':' || !AllDigits(at + 1, 2) || !AllDigits(at + 4, 2)) return Misread(at, element);
            var hours = int.Parse(text.AsSpan(at + 1, 2), NumberStyles.None, CultureInfo.InvariantCulture);
            var minutes = int.Parse(text.AsSpan(at + 4, 2), NumberStyles.None, CultureInfo.InvariantCulture);
            // A whole day and a whole hour are let through, since some people write them.
            if (minutes > 60) fault = ": time zone offset minute out of range";
            else if (hours > 24) fault = ": time zone offset hour out of range";
            else if (text[at] is not ('+' or '-')) return Misread(at, element);
            var seconds = ((hours * 60) + minutes) * 60;
            if (text[at] == '-') seconds = -seconds;
            at += 6;
            return seconds;
        }

        private readonly bool AllDigits(int start, int count) => start + count <= text.Length && text.AsSpan(start, count).IndexOfAnyExceptInRange('0', '9') < 0;

        private int Misread(int start, string element)
        {
            fault ??= $" as {Quote(layout)}: cannot parse {Quote(text[start..])} as {Quote(element)}";
            return 0;
        }

        // An offset can lead out of the years that can be written.
        private static DateTimeOffset Held(long ticks) => new(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
    }

    // Everything beyond ASCII is shown byte by byte.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (value is < 0x20 or >= 0x80) quoted.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
            else if (value is (byte)'"' or (byte)'\\') quoted.Append('\\').Append((char)value);
            else quoted.Append((char)value);
        }
        return quoted.Append('"').ToString();
    }
}
