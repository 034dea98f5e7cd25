using System.Globalization;
using Timonier.Host.Configuration;
using Timonier.Kernel;

namespace Timonier.Host.Verbs.Past;

/// <summary>A revision, a time, or so long ago.</summary>
internal sealed record Moment(string? Revision, DateTimeOffset Time)
{
    /// <exception cref="ConfigException">It is none of these.</exception>
    public static Moment Parse(string text, TimeProvider time)
    {
        if (text.Length > 0 && text.All(char.IsAsciiDigit)) return new Moment(text, default);
        if (GoDuration.TryParse(text, out var ago)) return new Moment(null, time.GetUtcNow() - ago);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment)
            ? new Moment(null, moment)
            : throw new ConfigException($"'{text}' is neither a revision nor a time such as 2026-01-31T12:00:00Z nor a span such as 10m");
    }

    /// <summary>As the query of a question about what came later.</summary>
    public string AsStart() => Revision is not null ? $"?after={Revision}" : $"?since={Uri.EscapeDataString(Time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))}";
}
