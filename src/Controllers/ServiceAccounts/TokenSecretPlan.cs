using System.Text;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.ServiceAccounts;

/// <summary>What a secret of type service-account-token lacks: certificate, namespace and a token without an end; it goes with its account.</summary>
public static class TokenSecretPlan
{
    public const string SecretType = "kubernetes.io/service-account-token";
    private const string NameAnnotation = "kubernetes.io/service-account.name";
    private const string UidAnnotation = "kubernetes.io/service-account.uid";
    private const string Claim = "kubernetes.io/serviceaccount/";

    /// <summary>The account a secret is for; null when it is another kind of secret.</summary>
    public static string? AccountOf(Document secret) =>
        secret.Root["type"u8].AsString() == SecretType && secret.Metadata["annotations"u8][NameAnnotation].AsString() is { Length: > 0 } name ? name : null;

    /// <param name="secret">A secret of this type.</param>
    /// <param name="account">The account it names; null when the cluster has none.</param>
    /// <param name="rootCaPem">The certificate by which the API is recognised; empty: none.</param>
    /// <param name="sign">Makes a token of claims.</param>
    public static ControllerPlan Compute(Document secret, Document? account, string rootCaPem, Func<ReadOnlyMemory<byte>, string> sign)
    {
        if (PodFacts.IsDeleting(secret)) return ControllerPlan.Nothing;
        var uid = secret.Metadata["annotations"u8][UidAnnotation].AsString();
        if (account is null || (uid.Length > 0 && uid != account.Uid))
            return new ControllerPlan([new DeleteAction(CoreResources.Secrets, secret.Namespace, secret.Name, secret.Uid) { ResourceVersion = secret.ResourceVersion }]);
        var body = DraftObject.Of(secret);
        var data = body.Object("data");
        body.Object("metadata").Object("annotations")[UidAnnotation] = account.Uid;
        if (rootCaPem.Length > 0) data["ca.crt"] = Base64(rootCaPem);
        if (data.String("namespace").Length == 0) data["namespace"] = Base64(secret.Namespace);
        if (data.String("token").Length == 0) data["token"] = Base64(sign(Claims(secret, account)));
        return Draft.DeepEquals(body, DraftObject.Of(secret)) ? ControllerPlan.Nothing : new ControllerPlan([new UpdateAction(CoreResources.Secrets, secret.Namespace, body)]);
    }

    private static ReadOnlyMemory<byte> Claims(Document secret, Document account) => new DraftObject
    {
        ["iss"] = "kubernetes/serviceaccount",
        [Claim + "namespace"] = secret.Namespace,
        [Claim + "secret.name"] = secret.Name,
        [Claim + "service-account.name"] = account.Name,
        [Claim + "service-account.uid"] = account.Uid,
        ["sub"] = $"system:serviceaccount:{secret.Namespace}:{account.Name}",
    }.ToDocument().Utf8;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
