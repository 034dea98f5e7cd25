using System.Text;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Api.Authentication;

public sealed partial class ServiceAccountTokens
{
    private const string LegacyClaim = "kubernetes.io/serviceaccount/";

    private const string UsedLabel = "kubernetes.io/legacy-token-last-used";
    private const string InvalidLabel = "kubernetes.io/legacy-token-invalid-since";

    /// <summary>Told of each use of such a token: namespace and name of its secret, and when it says that it was last used.</summary>
    public Action<string, string, string> LegacyUsed { get; init; } = static (_, _, _) => { };

    /// <summary>A token without an end, which holds as long as the secret that carries it and the account it was made for.</summary>
    private async ValueTask<TokenReviewResult> ReviewLegacyAsync(Node claims, string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        var meant = audiences.Count == 0 ? names.Audiences : [.. names.Audiences.Intersect(audiences, StringComparer.Ordinal)];
        if (meant.Count == 0) return TokenReviewResult.NotKnown;
        var @namespace = claims[LegacyClaim + "namespace"].AsString();
        var account = new DraftObject
        {
            ["name"] = claims[LegacyClaim + "service-account.name"].AsString(),
            ["uid"] = claims[LegacyClaim + "service-account.uid"].AsString(),
        }.ToDocument().Root;
        if (await WhyGoneAsync(CoreResources.ServiceAccounts, @namespace, account, cancellation) is { } without) return TokenReviewResult.Refused(without);
        var secret = await objects.FindAsync(BoundResources["secret"], @namespace, claims[LegacyClaim + "secret.name"].AsString(), cancellation);
        if (secret is null || !secret.Metadata["deletionTimestamp"u8].IsNullOrMissing
            || secret.Root["data"u8]["token"u8].AsString() != Convert.ToBase64String(Encoding.UTF8.GetBytes(token))) return TokenReviewResult.Refused(Invalidated);
        var labels = secret.Metadata["labels"u8];
        if (labels[InvalidLabel].Exists) return TokenReviewResult.Refused(Disowned(@namespace, secret.Name, account["name"u8].AsString()));
        LegacyUsed(@namespace, secret.Name, labels[UsedLabel].AsString());
        return new TokenReviewResult(UserOf(@namespace, account, default, ""), meant);
    }

    // In upstream's words, since people look for them: it says how to get the token back.
    private static string Disowned(string @namespace, string secret, string account) =>
        $"the token in secret {@namespace}/{secret} for service account {@namespace}/{account} has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the '{InvalidLabel}' label from the secret to temporarily allow use of this token";
}
