using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Authentication;

/// <summary>
/// Tokens of service accounts: JSON web tokens with upstream's claims. A token ends with its time, with its
/// account, and with the object it is bound to, whichever goes first.
/// </summary>
/// <param name="signer">The key behind them.</param>
/// <param name="objects">Where accounts and bound objects are looked up.</param>
/// <param name="names">Issuers and audiences; new tokens are of the first issuer.</param>
/// <param name="time">The clock.</param>
/// <param name="ids">Gives each token its own id.</param>
public sealed partial class ServiceAccountTokens(ITokenSigner signer, IObjectLookup objects, TokenNames names, TimeProvider time, IIdSource ids)
    : ITokenIssuer, ITokenReviewer
{
    /// <summary>Upstream refuses less and caps more than this, in seconds.</summary>
    public const long MaxSeconds = 1L << 32;

    private const string Invalidated = "service account token has been invalidated";

    // Clocks differ by so much at most; what is being deleted lets its tokens live as long beyond its end.
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, ResourceName> BoundResources = new(StringComparer.Ordinal)
    {
        ["pod"] = CoreResources.Pods,
        ["secret"] = CoreResources.Secrets,
        ["node"] = CoreResources.Nodes,
    };

    public ValueTask<IssuedToken> IssueAsync(TokenGrant grant, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var expires = now.AddSeconds(Math.Min(grant.ExpirationSeconds, MaxSeconds));
        IReadOnlyList<string> audiences = grant.Audiences.Count > 0 ? grant.Audiences : names.Audiences;
        var identity = new DraftObject
        {
            ["namespace"] = grant.Namespace,
            ["serviceaccount"] = new DraftObject { ["name"] = grant.ServiceAccount, ["uid"] = grant.ServiceAccountUid },
        };
        if (grant.BoundKind.Length > 0)
            identity[grant.BoundKind.ToLowerInvariant()] = new DraftObject { ["name"] = grant.BoundName, ["uid"] = grant.BoundUid };
        if (grant.NodeName.Length > 0)
            identity["node"] = new DraftObject { ["name"] = grant.NodeName, ["uid"] = grant.NodeUid };
        var claims = new DraftObject
        {
            ["aud"] = DraftArray.OfTexts(audiences),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = names.Issuers[0],
            ["jti"] = ids.NextUid(),
            ["kubernetes.io"] = identity,
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["sub"] = $"system:serviceaccount:{grant.Namespace}:{grant.ServiceAccount}",
        };
        return ValueTask.FromResult(new IssuedToken(signer.Sign(claims.ToDocument().Utf8.Span), expires, audiences));
    }

    public async ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        if (signer.Verify(token) is not { } bytes) return TokenReviewResult.NotKnown;
        var claims = Document.Parse(bytes).Root;
        if (claims["iss"u8].TextEquals("kubernetes/serviceaccount"u8)) return await ReviewLegacyAsync(claims, token, audiences, cancellation);
        if (!names.Issuers.Contains(claims["iss"u8].AsString())) return TokenReviewResult.NotKnown;
        if (WhyNotNow(claims) is { } untimely) return TokenReviewResult.Refused(untimely);

        var wanted = audiences.Count > 0 ? audiences : names.Audiences;
        var meant = Texts(claims["aud"u8]).Intersect(wanted, StringComparer.Ordinal).ToList();
        if (meant.Count == 0) return TokenReviewResult.Refused($"token audiences [{GoText.QuoteAll(Texts(claims["aud"u8]))}] is invalid for the target audiences [{GoText.QuoteAll(wanted)}]");

        var identity = claims["kubernetes.io"u8];
        var @namespace = identity["namespace"u8].AsString();
        var account = identity["serviceaccount"u8];
        if (await WhyGoneAsync(CoreResources.ServiceAccounts, @namespace, account, cancellation) is { } without) return TokenReviewResult.Refused(without);
        foreach (var (kind, resource) in BoundResources)
        {
            // A pod's token also names the pod's node, for information only.
            if (kind == "node" && identity["pod"u8].Exists) continue;
            var bound = identity[kind];
            if (bound.Exists && await WhyGoneAsync(resource, kind == "node" ? "" : @namespace, bound, cancellation) is { } gone) return TokenReviewResult.Refused(gone);
        }
        return new TokenReviewResult(UserOf(@namespace, account, identity, claims["jti"u8].AsString()), meant);
    }

    private string? WhyNotNow(Node claims)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (now > claims["exp"u8].AsInt64() + Leeway.TotalSeconds) return "service account token has expired";
        return now < claims["nbf"u8].AsInt64() - Leeway.TotalSeconds ? "service account token is not valid yet" : null;
    }

    /// <summary>Why what a token names is no longer there: gone, another of the same name, or on its way out for too long.</summary>
    private async ValueTask<string?> WhyGoneAsync(ResourceName resource, string @namespace, Node reference, CancellationToken cancellation)
    {
        var found = await objects.FindAsync(resource, @namespace, reference["name"u8].AsString(), cancellation);
        if (found is null || found.Metadata["deletionTimestamp"u8].AsTime() < time.GetUtcNow() - Leeway) return Invalidated;
        return found.Uid == reference["uid"u8].AsString() ? null : $"{resource.Plural} UID ({found.Uid}) does not match claim ({reference["uid"u8].AsString()})";
    }

    private static UserInfo UserOf(string @namespace, Node account, Node identity, string tokenId)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (tokenId.Length > 0) extra[RequestAuthenticator.CredentialId] = [$"JTI={tokenId}"];
        foreach (var kind in (string[])["pod", "node"])
        {
            var bound = identity[kind];
            if (!bound.Exists) continue;
            extra[$"authentication.kubernetes.io/{kind}-name"] = [bound["name"u8].AsString()];
            extra[$"authentication.kubernetes.io/{kind}-uid"] = [bound["uid"u8].AsString()];
        }
        return new UserInfo(
            $"system:serviceaccount:{@namespace}:{account["name"u8].AsString()}",
            ["system:serviceaccounts", $"system:serviceaccounts:{@namespace}", "system:authenticated"])
        {
            Uid = account["uid"u8].AsString(),
            Extra = extra,
        };
    }

    private static List<string> Texts(Node list)
    {
        var texts = new List<string>();
        if (list.IsString) texts.Add(list.AsString());
        foreach (var item in list.Items) texts.Add(item.AsString());
        return texts;
    }
}
