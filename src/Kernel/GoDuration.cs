using System.Buffers;
using System.Globalization;
using System.Text;

namespace Timonier.Kernel;

/// <summary>Durations as Go writes them, for example "1h15m30.918s"; steps of 100 ns, as TimeSpan has them.</summary>
public static class GoDuration
{
    private static readonly (string Name, decimal Ticks)[] Units =
    [
        ("ns", 0.01m), ("us", TimeSpan.TicksPerMicrosecond), ("µs", TimeSpan.TicksPerMicrosecond), ("μs", TimeSpan.TicksPerMicrosecond),
        ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    private static readonly SearchValues<char> NumberParts = SearchValues.Create("0123456789.");

    // Go counts nanoseconds in 64 bits.
    private const decimal LargestTicks = long.MaxValue / 100m;

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (string.IsNullOrEmpty(text)) return false;
        var rest = text.AsSpan();
        var negative = rest[0] == '-';
        if (rest[0] is '-' or '+') rest = rest[1..];
        if (rest is "0") return true;
        if (rest.IsEmpty) return false;
        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberParts);
            if (digits is <= 0 or > 24 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            rest = rest[digits..];
            var length = rest.IndexOfAny(NumberParts);
            var unit = length < 0 ? rest : rest[..length];
            if (!TryUnit(unit, out var factor) || number > LargestTicks) return false;
            ticks += number * factor;
            if (ticks > LargestTicks) return false;
            rest = rest[unit.Length..];
        }
        duration = TimeSpan.FromTicks((long)(negative ? -ticks : ticks));
        return true;
    }

    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        var text = new StringBuilder(duration < TimeSpan.Zero ? "-" : "");
        var ticks = Math.Abs((decimal)duration.Ticks);
        if (ticks < TimeSpan.TicksPerSecond)
        {
            if (ticks < TimeSpan.TicksPerMicrosecond) return text.Append(Plain(ticks * 100)).Append("ns").ToString();
            return ticks < TimeSpan.TicksPerMillisecond
                ? text.Append(Plain(ticks / TimeSpan.TicksPerMicrosecond)).Append("µs").ToString()
                : text.Append(Plain(ticks / TimeSpan.TicksPerMillisecond)).Append("ms").ToString();
        }
        var hours = Math.Floor(ticks / TimeSpan.TicksPerHour);
        var minutes = Math.Floor(ticks % TimeSpan.TicksPerHour / TimeSpan.TicksPerMinute);
        if (hours > 0) text.Append(Plain(hours)).Append('h');
        if (hours > 0 || minutes > 0) text.Append(Plain(minutes)).Append('m');
        return text.Append(Plain(ticks % TimeSpan.TicksPerMinute / TimeSpan.TicksPerSecond)).Append('s').ToString();
    }

    private static string Plain(decimal number) => number.ToString("0.#########", CultureInfo.InvariantCulture);

    private static bool TryUnit(ReadOnlySpan<char> name, out decimal ticks)
    {
        ticks = 0;
        foreach (var unit in Units)
            if (name.SequenceEqual(unit.Name)) ticks = unit.Ticks;
        return ticks != 0;
    }
}
