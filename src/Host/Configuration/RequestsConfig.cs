namespace Timonier.Host.Configuration;

/// <summary>What bounds requests.</summary>
public sealed record RequestsConfig(int MaxReadsInFlight, int MaxWritesInFlight, TimeSpan RequestTimeout, TimeSpan LeastWatch)
{
    public static RequestsConfig From(SettingValues values) => new(
        values.Number(Settings.MaxReadsInFlight, 0, 1_000_000),
        values.Number(Settings.MaxWritesInFlight, 0, 1_000_000),
        values.Duration(Settings.RequestTimeout),
        TimeSpan.FromSeconds(values.Number(Settings.LeastWatch, 1, 86_400)));
}
