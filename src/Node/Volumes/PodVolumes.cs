using System.Collections.Concurrent;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

/// <summary>Makes the volumes of pods below their directories, keeps them current and tells where containers find them.</summary>
internal sealed partial class PodVolumes(NodeConfig node, VolumeContents contents, ObjectWatches watches, IMounter mounter, VolumeTools tools) : IPodVolumes
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.Ordinal);

    public async Task EnsureAsync(PodDefinition pod, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(pod.Uid, cancellation);
        Directory.CreateDirectory(node.PodDirectory(pod.Uid));
        DateTimeOffset? next = null;
        foreach (var volume in pod.Spec["volumes"u8].Items)
            next = Sooner(next, await AttemptAsync(pod, volume, cancellation));
        live.GetValueOrDefault(pod.Uid)?.LookAt(next);
    }

    /// <summary>Where a volume lies on the host.</summary>
    public string PathOf(PodDefinition pod, string name)
    {
        foreach (var volume in pod.Spec["volumes"u8].Items)
            if (volume["name"u8].AsString() == name) return PathOf(pod, volume);
        throw new ConfigurationException($"volume {name} not found");
    }

    public async Task RemoveAsync(string uid, CancellationToken cancellation)
    {
        Leave(uid);
        using (await TurnAsync(uid, cancellation))
        {
            gates.TryRemove(uid, out _);
            contents.Forget(uid);
            var directory = node.PodDirectory(uid);
            if (!Directory.Exists(directory)) return;
            mounter.UnmountBelow(directory);
            Directory.Delete(directory, recursive: true);
        }
    }

    private string PathOf(PodDefinition pod, Place volume) => volume["hostPath"u8] is { IsObject: true } host
        ? host["path"u8].AsString()
        : Path.Combine(node.PodDirectory(pod.Uid), "volumes", KindOf(volume), volume["name"u8].AsString());

    /// <summary>Answers when the volume is to be made again by itself.</summary>
    private async Task<DateTimeOffset?> AttemptAsync(PodDefinition pod, Place volume, CancellationToken cancellation)
    {
        try
        {
            return await MakeAsync(pod, volume, cancellation);
        }
        catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw new VolumeException(volume["name"u8].AsString(), e.Message);
        }
    }

    private async Task<DateTimeOffset?> MakeAsync(PodDefinition pod, Place volume, CancellationToken cancellation)
    {
        var path = PathOf(pod, volume);
        switch (KindOf(volume))
        {
            case "kubernetes.io~host-path":
                HostPath.Check(path, volume["hostPath"u8]["type"u8].AsString());
                return null;
            case "kubernetes.io~empty-dir":
                MakeEmpty(pod, volume["emptyDir"u8], path);
                return null;
            case "":
                throw new ConfigurationException("this kind of volume is not supported by this node");
            default:
                var wanted = await contents.OfAsync(pod, volume, cancellation);
                var group = GroupOf(pod);
                Directory.CreateDirectory(path);
                if (!volume["configMap"u8].IsObject) mounter.MountMemory(path, 0);
                Ownership.SetFolder(path, Everyone, group, writable: false);
                FileTree.Write(path, wanted.Files, group, tools.Time.GetUtcNow().ToString("yyyy_MM_dd_HH_mm_ss.fffffff", System.Globalization.CultureInfo.InvariantCulture));
                return wanted.RefreshAt;
        }
    }

    private void MakeEmpty(PodDefinition pod, Place source, string path)
    {
        // What containers have done in it since stays as it is.
        if (Directory.Exists(path)) return;
        Directory.CreateDirectory(path);
        if (source["medium"u8].TextEquals("Memory"u8)) mounter.MountMemory(path, Amounts.Whole(source["sizeLimit"u8]));
        Ownership.SetFolder(path, Everyone, GroupOf(pod), writable: true);
    }

    private const UnixFileMode Everyone = (UnixFileMode)0b111_111_111;

    private static long? GroupOf(PodDefinition pod) => pod.Spec["securityContext"u8]["fsGroup"u8].AsInt64OrNull();

    private static DateTimeOffset? Sooner(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    private static bool IsMadeFromObjects(Place volume) => KindOf(volume) is not ("" or "kubernetes.io~host-path" or "kubernetes.io~empty-dir");

    private static string KindOf(Place volume) =>
        volume["hostPath"u8].IsObject ? "kubernetes.io~host-path"
        : volume["emptyDir"u8].IsObject ? "kubernetes.io~empty-dir"
        : volume["configMap"u8].IsObject ? "kubernetes.io~configmap"
        : volume["secret"u8].IsObject ? "kubernetes.io~secret"
        : volume["projected"u8].IsObject ? "kubernetes.io~projected"
        : volume["downwardAPI"u8].IsObject ? "kubernetes.io~downward-api" : "";
}
