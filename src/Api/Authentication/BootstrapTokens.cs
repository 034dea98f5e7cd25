using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Api.Authentication;

/// <summary>
/// Tokens of the form <c>abcdef.0123456789abcdef</c> with which a machine joins: each stands in a secret
/// <c>bootstrap-token-abcdef</c> in kube-system, until that secret is gone or its time is over.
/// </summary>
public sealed partial class BootstrapTokens(IObjectLookup objects, TimeProvider time) : ITokenReviewer
{
    private const string Group = "system:bootstrappers";

    public async ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        // 1. Nothing is looked up for a text that cannot be such a token.
        if (Shape().Match(token) is not { Success: true } parts) return TokenReviewResult.NotKnown;
        var (id, secret) = (parts.Groups[1].Value, parts.Groups[2].Value);
        var found = await objects.FindAsync(CoreResources.Secrets, "kube-system", "bootstrap-token-" + id, cancellation);

        // 2. The secret is one of these, meant for this, and still holds.
        if (found is null || !found.Metadata["deletionTimestamp"u8].IsNullOrMissing || !found.Root["type"u8].TextEquals("bootstrap.kubernetes.io/token"u8)) return TokenReviewResult.NotKnown;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Text(found, "token-secret")), Encoding.ASCII.GetBytes(secret))) return TokenReviewResult.NotKnown;
        if (Text(found, "token-id") != id || Text(found, "usage-bootstrap-authentication") != "true" || IsOver(Text(found, "expiration"))) return TokenReviewResult.NotKnown;

        // 3. It may add groups, of its own kind only.
        var extra = Text(found, "auth-extra-groups").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (!extra.All(group => OwnGroup().IsMatch(group))) return TokenReviewResult.NotKnown;
        return new TokenReviewResult(new UserInfo("system:bootstrap:" + id, [Group, .. extra.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal), "system:authenticated"]), audiences);
    }

    // A time that cannot be read is one that is over.
    private bool IsOver(string expiration) => expiration.Length > 0
        && (!DateTimeOffset.TryParse(expiration, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) || time.GetUtcNow() >= end);

    private static string Text(Document secret, string key)
    {
        var bytes = new byte[1024];
        return Convert.TryFromBase64String(secret.Root["data"u8][key].AsString(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    [GeneratedRegex("^([a-z0-9]{6})\\.([a-z0-9]{16})\\z")]
    private static partial Regex Shape();

    [GeneratedRegex("^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]\\z")]
    private static partial Regex OwnGroup();
}
