namespace Timonier.Node;

/// <summary>Whole seconds as messages of this API write them: 10s, 1m20s, 5m0s.</summary>
internal static class GoDuration
{
    public static string Text(TimeSpan span) => span.TotalMinutes < 1
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds}s")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}m{span.Seconds}s");
}
