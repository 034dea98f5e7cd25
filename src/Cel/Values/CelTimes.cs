using System.Globalization;

namespace Timonier.Cel;

/// <summary>Moments from the year 1 to 9999 with nanoseconds, in RFC 3339 and by calendar fields in a time zone.</summary>
internal static class CelTimes
{
    public const long FirstSecond = -62135596800;
    public const long LastSecond = 253402300799;

    public static readonly CelValue OutOfRange = CelValue.Error("timestamp overflow");

    public static CelValue Of(long seconds, Int128 nanoseconds)
    {
        var (carried, rest) = Int128.DivRem(nanoseconds, 1_000_000_000);
        if (rest < 0) (carried, rest) = (carried - 1, rest + 1_000_000_000);
        seconds += (long)carried;
        return seconds is < FirstSecond or > LastSecond ? OutOfRange : CelValue.Timestamp(seconds, (int)rest);
    }

    public static bool TryParse(string text, out CelValue time)
    {
        time = default;
        // yyyy-MM-ddTHH:mm:ss, then perhaps a fraction, then Z or an offset of hours and minutes.
        if (text.Length < 20 || !IsShaped(text)) return false;
        var rest = text.AsSpan(19);
        var nanoseconds = 0;
        if (rest[0] is '.' or ',')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0) return false;
            var fraction = rest.Slice(1, Math.Min(digits, 9)).ToString().PadRight(9, '0');
            nanoseconds = int.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture);
            rest = rest[(digits + 1)..];
        }
        if (!TryOffset(rest, out var offset)) return false;
        if (!DateTime.TryParseExact(text.AsSpan(0, 19), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var local)) return false;
        time = Of((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond - offset, nanoseconds);
        return !time.IsError;
    }

    public static string Format(in CelValue time)
    {
        var text = DateTime.UnixEpoch.AddSeconds(time.Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = time.Nanoseconds == 0 ? "" : "." + time.Nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return text + fraction + "Z";
    }

    /// <summary>The calendar of a moment in a zone: a name of the time-zone data, or an offset such as <c>-08:00</c>.</summary>
    public static bool TryLocal(in CelValue time, string? zone, out DateTime local)
    {
        local = DateTime.UnixEpoch.AddSeconds(time.Seconds);
        if (zone is null or "" or "UTC") return true;
        if (zone.Contains(':', StringComparison.Ordinal))
        {
            var signed = zone[0] is '+' or '-' ? zone : "+" + zone;
            var parts = signed.Split(':');
            if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hours)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || Math.Abs(hours) > 23 || minutes > 59) return false;
            return TryShift(ref local, TimeSpan.FromMinutes(hours * 60 + (signed[0] == '-' ? -minutes : minutes)));
        }
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && TryShift(ref local, found.GetUtcOffset(DateTime.SpecifyKind(local, DateTimeKind.Utc)));
    }

    private static bool TryShift(ref DateTime local, TimeSpan offset)
    {
        var ticks = local.Ticks + offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) return false;
        local = new DateTime(ticks, DateTimeKind.Unspecified);
        return true;
    }

    private static bool IsShaped(string text)
    {
        const string Shape = "0000-00-00T00:00:00";
        for (var i = 0; i < Shape.Length; i++)
            if (Shape[i] == '0' ? !char.IsAsciiDigit(text[i]) : text[i] != Shape[i]) return false;
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out long seconds)
    {
        seconds = 0;
        if (text is "Z") return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':') return false;
        if (!int.TryParse(text.Slice(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || hours > 23) return false;
        if (!int.TryParse(text[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes > 59) return false;
        seconds = (hours * 60 + minutes) * 60 * (text[0] == '-' ? -1 : 1);
        return true;
    }
}
