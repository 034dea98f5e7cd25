using System.Text;
using Microsoft.AspNetCore.Http;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>The name under which a client owns the fields that it writes.</summary>
internal static class FieldManagers
{
    /// <summary>In bytes.</summary>
    public const int MaxLength = 128;

    private const string Node = "system:node:";
    /// <summary>What the server writes on its own account.</summary>
    public const string Server = "kube-apiserver";

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
        if (component.Name == "system:apiserver") return Server;
        return component.Name.StartsWith("system:", StringComparison.Ordinal) ? component.Name["system:".Length..] : component.Name;
    }
}
