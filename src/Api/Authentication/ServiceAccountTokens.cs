using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Authentication;

/// <summary>
/// Tokens of service accounts: JSON web tokens with upstream's claims. A token ends with its time, with its
/// account, and with the object it is bound to, whichever goes first.
/// </summary>
public sealed partial class ServiceAccountTokens(ITokenSigner signer, IObjectLookup objects, string issuer, TimeProvider time, IIdSource ids)
    : ITokenIssuer, ITokenReviewer
{
    /// <summary>Upstream refuses less and caps more than this, in seconds.</summary>
    public const long MaxSeconds = 1L << 32;

    private const string Invalid = "invalid bearer token";
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
        IReadOnlyList<string> audiences = grant.Audiences.Count > 0 ? grant.Audiences : [issuer];
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
            ["iss"] = issuer,
            ["jti"] = ids.NextUid(),
            ["kubernetes.io"] = identity,
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["sub"] = $"system:serviceaccount:{grant.Namespace}:{grant.ServiceAccount}",
        };
        return ValueTask.FromResult(new IssuedToken(signer.Sign(claims.ToDocument().Utf8.Span), expires, audiences));
    }

    public async ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        if (signer.Verify(token) is not { } bytes) return Refused(Invalid);
        var claims = Document.Parse(bytes).Root;
        if (claims["iss"u8].TextEquals("kubernetes/serviceaccount"u8)) return await ReviewLegacyAsync(claims, token, audiences, cancellation);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (!claims["iss"u8].TextEquals(System.Text.Encoding.UTF8.GetBytes(issuer))) return Refused(Invalid);
        if (now >= claims["exp"u8].AsInt64() || now < claims["nbf"u8].AsInt64()) return Refused("service account token has expired");

        var wanted = audiences.Count > 0 ? audiences : [issuer];
        var meant = Texts(claims["aud"u8]).Intersect(wanted, StringComparer.Ordinal).ToList();
        if (meant.Count == 0) return Refused("token audiences do not match");

        var identity = claims["kubernetes.io"u8];
        var @namespace = identity["namespace"u8].AsString();
        var account = identity["serviceaccount"u8];
        if (!await StandsAsync(CoreResources.ServiceAccounts, @namespace, account, cancellation)) return Refused(Invalid);
        foreach (var (kind, resource) in BoundResources)
        {
            // A pod's token also names the pod's node, for information only.
            if (kind == "node" && identity["pod"u8].Exists) continue;
            var bound = identity[kind];
            if (bound.Exists && !await StandsAsync(resource, kind == "node" ? "" : @namespace, bound, cancellation)) return Refused(Invalid);
        }
        return new TokenReviewResult(UserOf(@namespace, account, identity, claims["jti"u8].AsString()), meant);
    }

    private static TokenReviewResult Refused(string why) => new(null, [], why);

    private async ValueTask<bool> StandsAsync(ResourceName resource, string @namespace, Node reference, CancellationToken cancellation)
    {
        var found = await objects.FindAsync(resource, @namespace, reference["name"u8].AsString(), cancellation);
        return found is not null && found.Uid == reference["uid"u8].AsString();
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
