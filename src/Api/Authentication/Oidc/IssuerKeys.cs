using Microsoft.Extensions.Logging;
using Timonier.Api.Authentication.Configuration;
using Timonier.Kernel;

namespace Timonier.Api.Authentication.Oidc;

/// <summary>
/// The keys of one issuer: fetched when the first token needs them, kept, and fetched again for a key that is not
/// among them. However many tokens ask, there is one fetch at a time and a pause after it.
/// </summary>
internal sealed partial class IssuerKeys(IssuerConfig issuer, IssuerClient client, TimeProvider time, ILogger logger)
{
    /// <summary>The least time between two fetches.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>A key that the issuer has withdrawn is not believed for longer than this, if the issuer can be reached.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private Task? fetching;
    private DateTimeOffset? fetched;
    private volatile Held held = new(null, "it was not asked yet", DateTimeOffset.MinValue);

    /// <summary>The keys, with that one among them if the issuer has it; or why there are none.</summary>
    public async ValueTask<(WebKeySet? Keys, string Fault)> ForAsync(string keyId, CancellationToken cancellation)
    {
        var present = held;
        if (present.Keys is { } keys && keys.Knows(keyId))
        {
            // Nobody waits for a second look at keys that are there.
            if (time.GetUtcNow() - present.Since > Freshness) _ = Fetch();
            return (keys, "");
        }
        await Fetch().WaitAsync(cancellation);
        return (held.Keys, held.Fault);
    }

    private Task Fetch()
    {
        lock (gate)
        {
            if (fetching is { IsCompleted: false }) return fetching;
            if (fetched is { } last && time.GetUtcNow() - last < Pause) return Task.CompletedTask;
            fetched = time.GetUtcNow();
            return fetching = FetchAsync();
        }
    }

    private async Task FetchAsync()
    {
        var (keys, fault) = await ReadAsync();
        if (keys is not null)
        {
            held = new Held(keys, "", time.GetUtcNow());
            return;
        }
        LogFailed(issuer.Url, fault);
        // What was good stays good: an issuer that is away for an hour locks nobody out.
        if (held.Keys is null) held = new Held(null, fault, DateTimeOffset.MinValue);
    }

    private async Task<(WebKeySet? Keys, string Fault)> ReadAsync()
    {
        var (description, unknown) = await client.GetAsync(issuer.DescriptionAddress);
        if (description is null) return (null, unknown);
        var name = description.Root["issuer"u8].AsString();
        if (name != issuer.Url) return (null, $"the issuer calls itself {GoText.Quote(name)}, not {GoText.Quote(issuer.Url)}");
        var (set, missing) = await client.GetAsync(description.Root["jwks_uri"u8].AsString());
        return set is null ? (null, missing) : (WebKeySet.Read(set.Root), "");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the issuer {Issuer} could not be fetched: {Why}")]
    private partial void LogFailed(string issuer, string why);

    private sealed record Held(WebKeySet? Keys, string Fault, DateTimeOffset Since);
}
