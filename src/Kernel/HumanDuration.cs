using System.Globalization;

namespace Timonier.Kernel;

/// <summary>Ages as tables show them: at most two units, coarser the older.</summary>
public static class HumanDuration
{
    public static string Format(TimeSpan age)
    {
        var seconds = (long)age.TotalSeconds;
        // Clocks of two machines differ a little; what is barely in the future is new.
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return Text(seconds, "s");
        var minutes = seconds / 60;
        if (minutes < 10) return Two(minutes, "m", seconds % 60, "s");
        if (minutes < 180) return Text(minutes, "m");
        var hours = seconds / 3600;
        if (hours < 8) return Two(hours, "h", minutes % 60, "m");
        if (hours < 48) return Text(hours, "h");
        if (hours < 24 * 8) return Two(hours / 24, "d", hours % 24, "h");
        if (hours < 24 * 365 * 2) return Text(hours / 24, "d");
        if (hours < 24 * 365 * 8) return Two(hours / 24 / 365, "y", hours / 24 % 365, "d");
        return Text(hours / 24 / 365, "y");
    }

    private static string Two(long major, string majorUnit, long minor, string minorUnit) =>
        minor == 0 ? Text(major, majorUnit) : Text(major, majorUnit) + Text(minor, minorUnit);

    private static string Text(long number, string unit) => number.ToString(CultureInfo.InvariantCulture) + unit;
}
