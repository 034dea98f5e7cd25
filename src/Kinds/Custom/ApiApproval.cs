using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

/// <summary>Groups below k8s.io and kubernetes.io belong to the community, and who defines kinds there says who agreed.</summary>
public static class ApiApproval
{
    public const string Annotation = "api-approved.kubernetes.io";
    private const string See = "see https://github.com/kubernetes/enhancements/pull/1111";

    public static (ApiApprovalState State, string Message) Of(Node definition)
    {
        if (!IsProtected(definition["spec"u8]["group"u8].AsString())) return (ApiApprovalState.None, "");
        var said = definition["metadata"u8]["annotations"u8][Annotation].AsString();
        if (said.Length == 0) return (ApiApprovalState.Missing, $"protected groups must have approval annotation {GoText.Quote(Annotation)}, {See}");
        if (said.StartsWith("unapproved", StringComparison.Ordinal)) return (ApiApprovalState.Bypassed, $"not approved: {GoText.Quote(said)}");
        if (Uri.TryCreate(said, UriKind.Absolute, out var address) && address.Host.Length > 0) return (ApiApprovalState.Approved, $"approved in {said}");
        return (ApiApprovalState.Invalid, $"protected groups must have approval annotation {GoText.Quote(Annotation)} with either a URL or a reason starting with \"unapproved\", {See}");
    }

    private static bool IsProtected(string group) => group is "k8s.io" or "kubernetes.io"
        || group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    internal static bool IsEstablished(Node definition)
    {
        foreach (var condition in definition["status"u8]["conditions"u8].Items)
            if (condition["type"u8].TextEquals("Established"u8)) return condition["status"u8].TextEquals("True"u8);
        return false;
    }
}
