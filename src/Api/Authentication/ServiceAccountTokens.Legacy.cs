using System.Text;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Api.Authentication;

public sealed partial class ServiceAccountTokens
{
    private const string LegacyClaim = "kubernetes.io/serviceaccount/";

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
        return new TokenReviewResult(UserOf(@namespace, account, default, ""), meant);
    }
}
