using Timonier.Node.Machines;
using Timonier.Node.Pods;

namespace Timonier.Node.Registration;

/// <summary>The Node object as this machine wants it, computed from what was read; upstream's names, reasons and thresholds.</summary>
internal static class NodeReport
{
    private const long Mebibyte = 1024 * 1024;

    // Hard eviction thresholds: they are taken off what pods may use, and reaching them is pressure.
    private const long MemoryThreshold = 100 * Mebibyte;
    private const double DiskThreshold = 0.10;
    private const int MaxImages = 50;
    private const int MaxNamesPerImage = 5;

    /// <summary>The object to create when there is none.</summary>
    public static DraftObject Object(NodeConfig config, MachineFacts machine)
    {
        var spec = new DraftObject();
        if (config.Taints.Count > 0)
            spec["taints"] = new DraftArray(config.Taints.Select(t => new DraftObject { ["key"] = t.Key, ["value"] = t.Value, ["effect"] = t.Effect }));
        return new DraftObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new DraftObject { ["name"] = config.Name, ["labels"] = Labels(config, machine) },
            ["spec"] = spec,
        };
    }

    public static DraftObject Labels(NodeConfig config, MachineFacts machine)
    {
        var labels = new DraftObject
        {
            ["beta.kubernetes.io/arch"] = machine.Architecture,
            ["beta.kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = machine.Architecture,
            ["kubernetes.io/hostname"] = config.Name,
            ["kubernetes.io/os"] = "linux",
        };
        foreach (var (key, value) in config.Labels) labels[key] = value;
        return labels;
    }

    /// <summary>The status; conditions carry over the time of their last transition from <paramref name="previous"/>.</summary>
    public static DraftObject Status(NodeConfig config, MachineFacts machine, NodeSituation now, Place previous, DateTimeOffset at) => new()
    {
        ["addresses"] = new DraftArray(
        [
            new DraftObject { ["type"] = "InternalIP", ["address"] = config.Address },
            new DraftObject { ["type"] = "Hostname", ["address"] = config.Name },
        ]),
        ["allocatable"] = Amounts(config, machine, allocatable: true),
        ["capacity"] = Amounts(config, machine, allocatable: false),
        ["conditions"] = new DraftArray(Conditions(machine, now).Select(c => Stamped(c, previous["conditions"u8], at))),
        ["daemonEndpoints"] = new DraftObject { ["kubeletEndpoint"] = new DraftObject { ["Port"] = config.KubeletPort } },
        ["images"] = Images(now.Images),
        ["nodeInfo"] = Info(config, machine, now),
    };

    /// <summary>What the pods of this node may ask for together, as its status says.</summary>
    public static PodResources Allocatable(NodeConfig config, MachineFacts machine)
    {
        var amounts = Amounts(config, machine, allocatable: true);
        return new(Quantity.Parse(amounts.String("cpu")).MilliValue, Quantity.Parse(amounts.String("memory")).Value, Quantity.Parse(amounts.String("ephemeral-storage")).Value);
    }

    public static bool IsReady(DraftObject status) =>
        status.Array("conditions").OfType<DraftObject>().Any(c => c.String("type") == "Ready" && c.String("status") == "True");

    private static DraftObject Amounts(NodeConfig config, MachineFacts machine, bool allocatable)
    {
        var huge = machine.HugePages.Values.Sum();
        var memory = machine.MemoryBytes - (allocatable ? MemoryThreshold + huge : 0);
        var disk = (long)(machine.DiskBytes * (allocatable ? 1 - DiskThreshold : 1));
        var amounts = new DraftObject
        {
            ["cpu"] = $"{machine.CpuCores}",
            ["ephemeral-storage"] = allocatable ? $"{disk}" : $"{disk / 1024}Ki",
            ["memory"] = $"{memory / 1024}Ki",
            ["pods"] = $"{config.MaxPods}",
        };
        foreach (var (name, bytes) in machine.HugePages) amounts[name] = bytes == 0 ? "0" : $"{bytes / 1024}Ki";
        return amounts;
    }

    private static IEnumerable<Condition> Conditions(MachineFacts machine, NodeSituation now)
    {
        yield return now.MemoryAvailable < MemoryThreshold
            ? new("MemoryPressure", true, "KubeletHasInsufficientMemory", "kubelet has insufficient memory available")
            : new("MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available");
        yield return now.DiskAvailable < machine.DiskBytes * DiskThreshold
            ? new("DiskPressure", true, "KubeletHasDiskPressure", "kubelet has disk pressure")
            : new("DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure");
        yield return new("PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available");
        yield return Readiness(now.Health);
    }

    private static Condition Readiness(RuntimeHealth health)
    {
        if (!health.RuntimeReady) return new("Ready", false, "KubeletNotReady", $"container runtime not ready: {health.Message}");
        if (!health.NetworkReady) return new("Ready", false, "KubeletNotReady", $"container runtime network not ready: {health.Message}");
        return new("Ready", true, "KubeletReady", "kubelet is posting ready status");
    }

    private static DraftObject Stamped(Condition condition, Place previous, DateTimeOffset at)
    {
        var status = condition.Holds ? "True" : "False";
        var changed = at;
        foreach (var old in previous.Items)
            if (old["type"u8].AsString() == condition.Type && old["status"u8].AsString() == status) changed = old["lastTransitionTime"u8].AsTime() ?? at;
        return new DraftObject
        {
            ["type"] = condition.Type,
            ["status"] = status,
            ["lastHeartbeatTime"] = at,
            ["lastTransitionTime"] = changed,
            ["reason"] = condition.Reason,
            ["message"] = condition.Message,
        };
    }

    private static DraftArray Images(IReadOnlyList<ImageInfo> images) => new(images
        .OrderByDescending(i => i.SizeBytes).ThenBy(i => i.Id, StringComparer.Ordinal)
        .Select(i => (Names: i.Digests.Concat(i.Tags).Take(MaxNamesPerImage).ToList(), i.SizeBytes))
        .Where(i => i.Names.Count > 0)
        .Take(MaxImages)
        .Select(i => new DraftObject { ["names"] = new DraftArray(i.Names.Select(n => (Draft)n)), ["sizeBytes"] = i.SizeBytes }));

    private static DraftObject Info(NodeConfig config, MachineFacts machine, NodeSituation now) => new()
    {
        ["architecture"] = machine.Architecture,
        ["bootID"] = machine.BootId,
        ["containerRuntimeVersion"] = $"{now.Runtime.Name}://{now.Runtime.Version}",
        ["kernelVersion"] = machine.KernelVersion,
        ["kubeProxyVersion"] = "",
        ["kubeletVersion"] = config.Version,
        ["machineID"] = machine.MachineId,
        ["operatingSystem"] = "linux",
        ["osImage"] = machine.OsImage,
        ["systemUUID"] = machine.SystemUuid,
    };

    private sealed record Condition(string Type, bool Holds, string Reason, string Message);
}
