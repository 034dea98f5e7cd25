using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.BootstrapTokens;

/// <summary>
/// Who holds a token can tell the true <c>cluster-info</c> from a false one: it carries a signature made with each
/// token that is good for that.
/// </summary>
public static class ClusterInfoPlan
{
    public const string Namespace = "kube-public";
    public const string Name = "cluster-info";
    private const string SignaturePrefix = "jws-kubeconfig-";

    /// <param name="info">The ConfigMap.</param>
    /// <param name="secrets">The secrets of kube-system that hold tokens.</param>
    /// <param name="now">By which tokens are over.</param>
    public static ControllerPlan Compute(Document info, IEnumerable<Document> secrets, DateTimeOffset now)
    {
        if (info.Root["data"u8]["kubeconfig"u8] is not { IsString: true } content) return ControllerPlan.Nothing;
        var body = DraftObject.Of(info);
        var data = body.Object("data");
        foreach (var former in data.Names.Where(n => n.StartsWith(SignaturePrefix, StringComparison.Ordinal)).ToList()) data.Remove(former);
        var tokens = secrets.Select(BootstrapToken.Of).OfType<BootstrapToken>().Where(t => t.Signs && !(t.End <= now)).ToList();
        foreach (var token in tokens) data[SignaturePrefix + token.Id] = Signature(content.AsString(), token);
        var next = tokens.Min(t => t.End) - now;
        return Draft.DeepEquals(body, DraftObject.Of(info))
            ? new ControllerPlan([], next)
            : new ControllerPlan([new UpdateAction(CoreResources.ConfigMaps, Namespace, body)], next);
    }

    /// <summary>A JWS without its payload, which stands beside it.</summary>
    private static string Signature(string content, BootstrapToken token)
    {
        var header = Encoded($$"""{"alg":"HS256","kid":"{{token.Id}}"}""");
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(token.Secret), Encoding.ASCII.GetBytes($"{header}.{Encoded(content)}"));
        return $"{header}..{Base64Url.EncodeToString(signature)}";
    }

    private static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
