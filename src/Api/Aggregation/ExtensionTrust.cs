using Timonier.Documents;

namespace Timonier.Api.Aggregation;

/// <summary>What servers of other group versions must know to tell this server, and users who come to them directly, from anybody else.</summary>
/// <param name="ClientAuthorityPem">Who signs the certificates of users.</param>
/// <param name="ProxyAuthorityPem">Who signs this server's certificate for speaking to them.</param>
/// <param name="ProxyName">The common name in it.</param>
public sealed record ExtensionTrust(string ClientAuthorityPem, string ProxyAuthorityPem, string ProxyName)
{
    internal const string ConfigMapName = "extension-apiserver-authentication";

    internal DraftObject ToData() => new()
    {
        ["client-ca-file"] = ClientAuthorityPem,
        ["requestheader-allowed-names"] = List(ProxyName),
        ["requestheader-client-ca-file"] = ProxyAuthorityPem,
        ["requestheader-extra-headers-prefix"] = List(SpokenFor.ExtraPrefix),
        ["requestheader-group-headers"] = List(SpokenFor.GroupHeader),
        ["requestheader-uid-headers"] = List(SpokenFor.UidHeader),
        ["requestheader-username-headers"] = List(SpokenFor.UserHeader),
    };

    private static string List(string only) => new DraftArray([only]).ToString();
}
