namespace Timonier.Host.Configuration;

/// <summary>What bounds requests.</summary>
public static partial class Settings
{
    public static readonly Setting MaxReadsInFlight = new("max-requests-inflight", "400", "Reading requests at work at once; with the next setting, the seats that priority levels share.", SettingKind.Number);
    public static readonly Setting MaxWritesInFlight = new("max-mutating-requests-inflight", "200", "Writing requests at work at once; added to the one before.", SettingKind.Number);
    public static readonly Setting RequestTimeout = new("request-timeout", "1m0s", "How long a request may take that is neither a watch nor a stream.");
    public static readonly Setting LeastWatch = new("min-request-timeout", "1800", "Seconds for which a watch stands at least when its client does not say; by chance up to twice as long.", SettingKind.Number);

    public static readonly IReadOnlyList<Setting> Requests = [MaxReadsInFlight, MaxWritesInFlight, RequestTimeout, LeastWatch];
}
