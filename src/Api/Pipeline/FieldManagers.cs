using System.Text;
using Microsoft.AspNetCore.Http;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>The name under which a client owns the fields that it writes.</summary>
internal static class FieldManagers
{
    private const int MaxLength = 128;
    private const string Node = "system:node:";
    private const string Controllers = "system:serviceaccount:kube-system:";

    /// <summary>The name it gives, else what its user agent begins with, in as many printable characters as fit.</summary>
    public static string Of(HttpRequest request)
    {
        if (request.Query["fieldManager"].ToString() is { Length: > 0 } said) return said;
        var agent = request.Headers.UserAgent.ToString().Split('/')[0];
        var name = new StringBuilder(agent.Length);
        var length = 0;
        foreach (var rune in agent.EnumerateRunes())
        {
            if (!GoText.IsPrintable(rune)) continue;
            if ((length += rune.Utf8SequenceLength) > MaxLength) break;
            name.Append(rune.ToString());
        }
        return name.ToString();
    }

    /// <summary>A component of this process goes by the name that upstream's program of that duty has.</summary>
    public static string Of(UserInfo component)
    {
        if (component.Name.StartsWith(Node, StringComparison.Ordinal)) return "kubelet";
        if (component.Name.StartsWith(Controllers, StringComparison.Ordinal)) return "kube-controller-manager";
        return component.Name.StartsWith("system:", StringComparison.Ordinal) ? component.Name["system:".Length..] : component.Name;
    }

    /// <summary>What is wrong with the options of a write as far as managers go; null when nothing is.</summary>
    public static Status? Refusal(IQueryCollection query, string verb, PatchKind? patch)
    {
        var name = query["fieldManager"].ToString();
        var causes = new List<StatusCause>();
        if (patch == PatchKind.Apply && name.Length == 0) causes.Add(FieldErrors.Required("fieldManager", "is required for apply patch"));
        if (patch is not (null or PatchKind.Apply) && query.ContainsKey("force")) causes.Add(FieldErrors.Forbidden("force", "may not be specified for non-apply patch"));
        if (Encoding.UTF8.GetByteCount(name) > MaxLength) causes.Add(FieldErrors.TooLong("fieldManager", MaxLength));
        var position = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            if (!GoText.IsPrintable(rune)) causes.Add(FieldErrors.Invalid("fieldManager", name, $"invalid character U+{rune.Value:X4} (at position {position})"));
            position += rune.Utf8SequenceLength;
        }
        var options = verb switch { "create" => "CreateOptions", "update" => "UpdateOptions", _ => "PatchOptions" };
        return causes.Count == 0 ? null : Status.Invalid("meta.k8s.io", options, "", causes);
    }
}
