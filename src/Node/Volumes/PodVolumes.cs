using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

/// <summary>Makes the volumes of a pod below its directory and tells where they are mounted in each container.</summary>
internal sealed class PodVolumes(NodeConfig node, VolumeContents contents, IMounter mounter, TimeProvider time)
{
    /// <exception cref="VolumeException">One of them cannot be made ready now.</exception>
    public async Task EnsureAsync(PodDefinition pod, IReadOnlyList<string> ips, CancellationToken cancellation)
    {
        Directory.CreateDirectory(node.PodDirectory(pod.Uid));
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            var name = volume["name"u8].AsString();
            try
            {
                await EnsureAsync(pod, volume, ips, cancellation);
            }
            catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException or FormatException)
            {
                throw new VolumeException(name, e.Message);
            }
        }
    }

    /// <summary>Where a volume lies on the host.</summary>
    public string PathOf(PodDefinition pod, string name)
    {
        foreach (var volume in pod.Spec["volumes"u8].Items)
            if (volume["name"u8].AsString() == name)
                return volume["hostPath"u8] is { IsObject: true } host ? host["path"u8].AsString() : Path.Combine(node.PodDirectory(pod.Uid), "volumes", KindOf(volume), name);
        throw new ConfigurationException($"volume {name} not found");
    }

    public IReadOnlyList<ContainerMount> MountsOf(PodDefinition pod, ContainerDefinition container, uint attempt, IReadOnlyList<string> ips)
    {
        var mounts = new List<ContainerMount>();
        foreach (var mount in container.Spec["volumeMounts"u8].Items)
        {
            var source = SubPath.Under(PathOf(pod, mount["name"u8].AsString()), mount["subPath"u8].AsString());
            var propagation = mount["mountPropagation"u8].AsString() switch
            {
                "HostToContainer" => MountPropagation.HostToContainer,
                "Bidirectional" => MountPropagation.Bidirectional,
                _ => MountPropagation.Private,
            };
            mounts.Add(new(source, mount["mountPath"u8].AsString(), mount["readOnly"u8].AsBool(), propagation));
        }
        if (!mounts.Any(m => m.ContainerPath == "/etc/hosts"))
            mounts.Add(new(HostsFile.Write(node.PodDirectory(pod.Uid), pod, node, ips), "/etc/hosts", ReadOnly: false));
        var message = TerminationMessageFile(pod.Uid, container.Name, attempt);
        Directory.CreateDirectory(Path.GetDirectoryName(message)!);
        File.WriteAllBytes(message, []);
        File.SetUnixFileMode(message, (UnixFileMode)0b110_110_110);
        var inside = container.Spec["terminationMessagePath"u8].AsStringOrNull() is { Length: > 0 } said ? said : "/dev/termination-log";
        mounts.Add(new(message, inside, ReadOnly: false));
        return mounts;
    }

    public string TerminationMessageFile(string uid, string container, uint attempt) =>
        Path.Combine(node.PodDirectory(uid), "containers", container, attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Removes everything of a pod that has ended for good.</summary>
    public void Remove(string uid)
    {
        var directory = node.PodDirectory(uid);
        if (!Directory.Exists(directory)) return;
        mounter.UnmountBelow(directory);
        Directory.Delete(directory, recursive: true);
    }

    private async Task EnsureAsync(PodDefinition pod, Place volume, IReadOnlyList<string> ips, CancellationToken cancellation)
    {
        var path = PathOf(pod, volume["name"u8].AsString());
        switch (KindOf(volume))
        {
            case "kubernetes.io~host-path":
                HostPath.Check(path, volume["hostPath"u8]["type"u8].AsString());
                return;
            case "kubernetes.io~empty-dir":
                Directory.CreateDirectory(path);
                File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
                if (volume["emptyDir"u8]["medium"u8].TextEquals("Memory"u8)) mounter.MountMemory(path, Amounts.Whole(volume["emptyDir"u8]["sizeLimit"u8]));
                return;
            case "":
                throw new ConfigurationException("this kind of volume is not supported by this node");
            default:
                Directory.CreateDirectory(path);
                if (!volume["configMap"u8].IsObject) mounter.MountMemory(path, 0);
                FileTree.Write(path, await contents.OfAsync(pod, volume, ips, cancellation), time.GetUtcNow().ToString("yyyy_MM_dd_HH_mm_ss.fffffff", System.Globalization.CultureInfo.InvariantCulture));
                return;
        }
    }

    private static string KindOf(Place volume) =>
        volume["hostPath"u8].IsObject ? "kubernetes.io~host-path"
        : volume["emptyDir"u8].IsObject ? "kubernetes.io~empty-dir"
        : volume["configMap"u8].IsObject ? "kubernetes.io~configmap"
        : volume["secret"u8].IsObject ? "kubernetes.io~secret"
        : volume["projected"u8].IsObject ? "kubernetes.io~projected"
        : volume["downwardAPI"u8].IsObject ? "kubernetes.io~downward-api" : "";
}
