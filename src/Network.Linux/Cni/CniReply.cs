using Timonier.Documents;
using Timonier.Network.Linux.Pods;

namespace Timonier.Network.Linux.Cni;

/// <summary>The plugin's exit code and its standard output.</summary>
internal sealed record CniReply(int ExitCode, ReadOnlyMemory<byte> Output)
{
    private static readonly string[] KnownVersions = ["0.3.1", "0.4.0", "1.0.0", "1.1.0"];

    public static CniReply Empty { get; } = new(0, default);

    public static CniReply Versions(CniRequest request)
    {
        var versions = new DraftArray();
        foreach (var version in KnownVersions) versions.Add(version);
        return Success(new DraftObject { ["cniVersion"] = request.Version, ["supportedVersions"] = versions });
    }

    public static CniReply Attached(CniRequest request, PodAttachment pod)
    {
        var address = new DraftObject { ["address"] = $"{pod.Address}/32", ["gateway"] = "169.254.1.1", ["interface"] = 1 };
        // Results before 1.0.0 name the family.
        if (request.Version.StartsWith("0.", StringComparison.Ordinal)) address["version"] = "4";
        return Success(new DraftObject
        {
            ["cniVersion"] = request.Version,
            ["interfaces"] = new DraftArray
            {
                new DraftObject { ["name"] = pod.Link },
                new DraftObject { ["name"] = request.InterfaceName, ["mac"] = PodLink.HardwareTextOf(pod.Address), ["sandbox"] = request.NamespacePath },
            },
            ["ips"] = new DraftArray { address },
            ["routes"] = new DraftArray { new DraftObject { ["dst"] = "0.0.0.0/0", ["gw"] = "169.254.1.1" } },
            ["dns"] = new DraftObject(),
        });
    }

    public static CniReply Failure(CniRequest? request, int code, string message) => new(1,
        new DraftObject { ["cniVersion"] = request?.Version ?? "1.0.0", ["code"] = code, ["msg"] = message }.ToDocument().Utf8);

    private static CniReply Success(DraftObject result) => new(0, result.ToDocument().Utf8);
}
