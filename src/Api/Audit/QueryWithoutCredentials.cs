using System.Collections.Frozen;

namespace Timonier.Api.Audit;

/// <summary>
/// The query of a URL as a log may have it. No request of ours takes credentials there, but clients that believe so
/// send real ones; the names that they use are told, and what they say is not.
/// </summary>
internal static class QueryWithoutCredentials
{
    private static readonly FrozenSet<string> Credentials =
        FrozenSet.ToFrozenSet(["access_token", "token", "id_token", "refresh_token", "password", "passwd", "secret", "client_secret", "api_key", "apikey"], StringComparer.OrdinalIgnoreCase);

    /// <param name="query">With its question mark, or empty.</param>
    public static string Of(string query)
    {
        if (query.Length == 0 || !Array.Exists(query[1..].Split('&'), IsCredential)) return query;
        return "?" + string.Join('&', query[1..].Split('&').Select(pair => IsCredential(pair) ? pair[..(pair.IndexOf('=', StringComparison.Ordinal) + 1)] + "REDACTED" : pair));
    }

    private static bool IsCredential(string pair) => pair.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && Credentials.Contains(Uri.UnescapeDataString(pair[..equals]));
}
