namespace Timonier.Controllers.Certificates;

/// <summary>What each signer of the cluster demands of a request.</summary>
internal static class SignerRules
{
    private const string Nodes = "system:nodes";
    private const string NodePrefix = "system:node:";
    private const string Signature = "digital signature";
    private const string Encipherment = "key encipherment";
    private const string ClientUse = "client auth";
    private const string ServerUse = "server auth";

    public static bool Knows(string signer) => signer is Signers.Client or Signers.KubeletClient or Signers.KubeletServing or Signers.LegacyUnknown;

    /// <summary>Why its signer does not sign it; null when it does.</summary>
    public static string? WhyNot(Asked asked) => asked.Signer switch
    {
        Signers.Client => WhyNotClient(asked.Usages),
        Signers.KubeletClient => WhyNotKubeletClient(asked),
        Signers.KubeletServing => WhyNotKubeletServing(asked),
        _ => null,
    };

    private static string? WhyNotClient(IReadOnlyList<string> usages)
    {
        if (usages.FirstOrDefault(u => u is not (Signature or Encipherment or ClientUse)) is { } other) return $"invalid usage for client certificate: {other}";
        return usages.Contains(ClientUse) ? null : $"missing required usage for client certificate: {ClientUse}";
    }

    private static string? WhyNotKubeletClient(Asked asked)
    {
        if (WhyNotOfNodes(asked) is { } why) return why;
        if (asked.Names.Dns > 0) return NotAllowed("DNS");
        if (asked.Names.Emails > 0) return NotAllowed("Email");
        if (asked.Names.Addresses > 0) return NotAllowed("IP");
        if (asked.Names.Uris > 0) return NotAllowed("URI");
        return WhyNotANode(asked) ?? WhyNotUsed(asked, ClientUse);
    }

    private static string? WhyNotKubeletServing(Asked asked)
    {
        if (WhyNotOfNodes(asked) is { } why) return why;
        if (asked.Names.Dns + asked.Names.Addresses == 0) return "DNS or IP subjectAltName is required";
        if (asked.Names.Emails > 0) return NotAllowed("Email");
        if (asked.Names.Uris > 0) return NotAllowed("URI");
        return WhyNotUsed(asked, ServerUse) ?? WhyNotANode(asked);
    }

    private static string? WhyNotOfNodes(Asked asked) => asked.Organizations is [Nodes] ? null : $"subject organization is not {Nodes}";

    private static string? WhyNotANode(Asked asked) =>
        asked.CommonName.StartsWith(NodePrefix, StringComparison.Ordinal) ? null : $"subject common name does not begin with {NodePrefix}";

    private static string? WhyNotUsed(Asked asked, string purpose)
    {
        // Keys on curves encipher nothing, so that usage may be missing.
        var usages = asked.Usages.ToHashSet(StringComparer.Ordinal);
        if (usages.SetEquals([Signature, Encipherment, purpose]) || usages.SetEquals([Signature, purpose])) return null;
        string[] wanted = [Signature, Encipherment, purpose];
        return $"usages did not match [{string.Join(' ', wanted.Order(StringComparer.Ordinal))}]";
    }

    private static string NotAllowed(string sort) => $"{sort} subjectAltNames are not allowed";
}
