using Timonier.Contracts.Network;
using Timonier.Network.Linux.Cni;
using Timonier.Network.Linux.Kernel;
using Timonier.Network.Linux.Pods;

namespace Timonier.Network.Linux;

public sealed partial class LinuxNodeNetwork
{
    private IReadOnlyList<PodAttachment> podsNow = [];

    public async Task ReleaseExceptAsync(IReadOnlySet<string> sandboxIds, CancellationToken cancellation)
    {
        foreach (var pod in PodsNow().Where(p => !sandboxIds.Contains(p.SandboxId))) await DetachAsync(pod.SandboxId, cancellation);
    }

    public async Task RemoveAllAsync(NodeNetworkConfig made, CancellationToken cancellation)
    {
        await StopListeningAsync();
        await Tool.RequireAsync(place, ["nft", "-f", "-"], Rules.NftScript.Remove, cancellation);
        applied = null;

        // Links are found by name, so that those of a lost address book go as well.
        var links = await Tool.RunAsync(place, ["ip", "-o", "link", "show", "type", "veth"], "", cancellation);
        var script = links.Output.Split('\n')
            .Select(line => line.Split([' ', ':', '@'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1 && IsOurs(words[1]))
            .Select(words => $"link del {words[1]}").ToList();
        script.AddRange(made.LocalAddresses.Select(a => $"addr del {a}/32 dev lo"));
        script.Add($"route flush table all proto {Protocol}");
        script.Add($"rule del pref {Table}");
        // Each is tried, whatever became of the one before.
        await Tool.RunAsync(place, ["ip", "-force", "-batch", "-"], string.Join('\n', script) + "\n", cancellation);
        if (Directory.Exists(AddressDirectory(made))) Directory.Delete(AddressDirectory(made), recursive: true);
        File.Delete(made.SocketPath);
        podsNow = [];
    }

    internal async Task<PodAttachment> AttachAsync(string sandboxId, string podNamespace, string podLink, IReadOnlyList<PortMapping> ports, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        PodAttachment pod;
        await podGate.WaitAsync(cancellation);
        try
        {
            pod = book!.Assign(sandboxId, ports)
                ?? throw new IOException($"No pod address is free in {Config.PodCidr}: raise the node's range or delete pods");
            await PodLink.AttachAsync(host!, podNamespace, podLink, pod, Config.NodeAddress, mtu);
            podsNow = [.. book.All];
        }
        catch
        {
            book!.Release(sandboxId);
            throw;
        }
        finally
        {
            podGate.Release();
        }
        if (pod.Ports.Count > 0) await RefreshRulesAsync(cancellation);
        LogAttached(sandboxId, pod.Address, time.GetElapsedTime(started).TotalMilliseconds);
        return pod;
    }

    internal async Task DetachAsync(string sandboxId, CancellationToken cancellation)
    {
        PodAttachment? pod;
        await podGate.WaitAsync(cancellation);
        try
        {
            pod = book!.Find(sandboxId);
            if (pod is null) return;
            // The link first: an address is free only when nothing answers to it any more.
            PodLink.Detach(host!, pod);
            book.Release(sandboxId);
            podsNow = [.. book.All];
        }
        finally
        {
            podGate.Release();
        }
        if (pod.Ports.Count > 0) await RefreshRulesAsync(cancellation);
    }

    private IReadOnlyList<PodAttachment> PodsNow() => podsNow.Count > 0 ? podsNow : podsNow = [.. book!.All];

    private static bool IsOurs(string link) => link.Length == 14 && link.StartsWith("tm", StringComparison.Ordinal) && link[2..].All(char.IsAsciiHexDigitLower);

    private async Task<CniReply> AnswerCniAsync(CniRequest request, CancellationToken cancellation)
    {
        try
        {
            switch (request.Command)
            {
                case "VERSION":
                    return CniReply.Versions(request);
                case "ADD":
                    if (request.ContainerId.Length == 0 || request.NamespacePath.Length == 0) return CniReply.Failure(request, 4, "CNI_CONTAINERID and CNI_NETNS are needed");
                    var pod = await AttachAsync(request.ContainerId, request.NamespacePath, request.InterfaceName, request.Ports, cancellation);
                    return CniReply.Attached(request, pod);
                case "DEL":
                    await DetachAsync(request.ContainerId, cancellation);
                    return CniReply.Empty;
                case "CHECK":
                    return book!.Find(request.ContainerId) is { } known && host!.IndexOf(known.Link) > 0
                        ? CniReply.Empty
                        : CniReply.Failure(request, 100, $"sandbox {request.ContainerId} is not attached");
                case "GC" or "STATUS":
                    return CniReply.Empty;
                default:
                    return CniReply.Failure(request, 4, $"CNI_COMMAND {request.Command} is not known");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogCniFailed(e, request.ContainerId, request.Command);
            return CniReply.Failure(request, 101, e.Message);
        }
    }
}
