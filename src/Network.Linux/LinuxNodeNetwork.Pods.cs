using Timonier.Contracts.Network;
using Timonier.Network.Linux.Kernel;
using Timonier.Network.Linux.Pods;

namespace Timonier.Network.Linux;

public sealed partial class LinuxNodeNetwork
{
    private volatile IReadOnlyList<PodAttachment> podsNow = [];

    /// <summary>Host ports have changed since the rules were last applied.</summary>
    private volatile bool rulesOwed;

    public async Task RemoveAllAsync(NodeNetworkConfig config, CancellationToken cancellation)
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
        script.AddRange(config.LocalAddresses.Select(a => $"addr del {a}/32 dev lo"));
        script.Add($"route flush table all proto {Protocol}");
        script.Add($"rule del pref {Table}");
        // Each is tried, whatever became of the one before.
        await Tool.RunAsync(place, ["ip", "-force", "-batch", "-"], string.Join('\n', script) + "\n", cancellation);
        if (Directory.Exists(AddressDirectory(config))) Directory.Delete(AddressDirectory(config), recursive: true);
        File.Delete(config.SocketPath);
        podsNow = [];
    }

    internal async Task<PodAttachment> AttachAsync(string sandboxId, string podNamespace, string podLink, IReadOnlyList<PortMapping> ports, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        PodAttachment pod;
        bool isNew;
        await podGate.WaitAsync(cancellation);
        try
        {
            isNew = book!.Find(sandboxId) is null;
            pod = book.Assign(sandboxId, ports)
                ?? throw new IOException($"No pod address is free in {Config.PodCidr}: raise the node's range or delete pods");
            await LinkAsync(podNamespace, podLink, pod, isNew);
            podsNow = [.. book.All];
        }
        finally
        {
            podGate.Release();
        }
        try
        {
            if (pod.Ports.Count > 0) await RefreshRulesAsync(cancellation);
        }
        catch when (isNew)
        {
            // Half an attachment helps nobody. The undoing must not be cut short by what cut the doing short.
            await UndoAsync(sandboxId);
            throw;
        }
        LogAttached(sandboxId, pod.Address, time.GetElapsedTime(started).TotalMilliseconds);
        return pod;
    }

    /// <summary>Under the gate: the whole link or nothing of it. A sandbox that was known keeps its record whatever happens.</summary>
    private async Task LinkAsync(string podNamespace, string podLink, PodAttachment pod, bool isNew)
    {
        try
        {
            await PodLink.AttachAsync(host!, podNamespace, podLink, pod, Config.NodeAddress, mtu);
        }
        catch
        {
            PodLink.Detach(host!, pod);
            if (isNew) book!.Release(pod.SandboxId);
            throw;
        }
    }

    private async Task UndoAsync(string sandboxId)
    {
        try
        {
            await DetachAsync(sandboxId, CancellationToken.None);
        }
        catch (IOException e)
        {
            // The link and the record are gone by then; the rules follow with the next change that succeeds.
            LogCniFailed(e, sandboxId, "undoing ADD");
        }
    }

    /// <summary>
    /// Records without a link are of sandboxes whose namespace is gone (the machine was started anew, or pods were
    /// removed while no agent ran): nobody will ever ask for them again.
    /// </summary>
    private void ForgetUnlinked()
    {
        foreach (var pod in book!.All.Where(p => host!.IndexOf(p.Link) == 0).ToList()) book.Release(pod.SandboxId);
        podsNow = [.. book.All];
    }

    private async Task<bool> IsAttachedAsync(string sandboxId, CancellationToken cancellation)
    {
        await podGate.WaitAsync(cancellation);
        try
        {
            return book!.Find(sandboxId) is { } known && host!.IndexOf(known.Link) > 0;
        }
        finally
        {
            podGate.Release();
        }
    }

    internal async Task DetachAsync(string sandboxId, CancellationToken cancellation)
    {
        PodAttachment? pod;
        await podGate.WaitAsync(cancellation);
        try
        {
            pod = book!.Find(sandboxId);
            if (pod is not null)
            {
                // The link first: an address is free only when nothing answers to it any more.
                PodLink.Detach(host!, pod);
                book.Release(sandboxId);
                podsNow = [.. book.All];
                rulesOwed |= pod.Ports.Count > 0;
            }
        }
        finally
        {
            podGate.Release();
        }
        // Also when a DEL comes again because the rules could not be changed the first time.
        if (rulesOwed) await RefreshRulesAsync(cancellation);
    }

    private static bool IsOurs(string link) => link.Length == 14 && link.StartsWith("tm", StringComparison.Ordinal) && link[2..].All(char.IsAsciiHexDigitLower);
}
