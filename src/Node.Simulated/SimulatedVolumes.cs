using Timonier.Node.Containers;
using Timonier.Node.Pods;
using Timonier.Node.Volumes;

namespace Timonier.Node.Simulated;

/// <summary>
/// Volumes that hold nothing until somebody reads a file in them. A pod still waits for the ConfigMaps and Secrets that its
/// volumes are made from, and what is read is always as they are now.
/// </summary>
internal sealed class SimulatedVolumes(VolumeContents contents, Func<string, Document?> podOf) : IPodVolumes
{
    public async Task EnsureAsync(PodDefinition pod, CancellationToken cancellation)
    {
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            try
            {
                // A token is made for whoever reads it: a hundred thousand pods that do not cost no signatures.
                await contents.OfAsync(pod, volume, cancellation, withTokens: false);
            }
            catch (Exception e) when (e is ConfigurationException or FormatException)
            {
                throw new VolumeException(volume["name"u8].AsString(), e.Message);
            }
        }
    }

    public void Follow(PodDefinition pod, Action unmade, CancellationToken cancellation) { }

    public void Leave(string uid) { }

    /// <summary>The host's side of a mount names the pod and the volume, for <see cref="ReadAsync"/>.</summary>
    public IReadOnlyList<ContainerMount> MountsOf(PodDefinition pod, ContainerDefinition container, uint attempt, IReadOnlyList<string> ips, IReadOnlyDictionary<string, string> environment)
    {
        var mounts = new List<ContainerMount>(container.Spec["volumeMounts"u8].Count);
        foreach (var mount in container.Spec["volumeMounts"u8].Items)
        {
            var inside = SubPath.Of(mount, environment);
            mounts.Add(new($"{pod.Uid}/{mount["name"u8].AsString()}{(inside.Length > 0 ? "/" : "")}{inside}", mount["mountPath"u8].AsString(), mount["readOnly"u8].AsBool()));
        }
        return mounts;
    }

    /// <summary>Nobody writes there, and there is a place: the log's end stands in where the pod wants that.</summary>
    public string? TerminationMessage(string uid, string container, uint attempt) => "";

    public Task RemoveAsync(string uid, CancellationToken cancellation)
    {
        contents.Forget(uid);
        return Task.CompletedTask;
    }

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(ContainerMount mount, string inside, CancellationToken cancellation)
    {
        var parts = mount.HostPath.Split('/', 3);
        var path = string.Join('/', new[] { parts.Length > 2 ? parts[2] : "", inside }.Where(p => p.Length > 0));
        if (podOf(parts[0]) is not { } document) return null;
        var pod = new PodDefinition(document);
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            if (volume["name"u8].AsString() != parts[1]) continue;
            var files = (await contents.OfAsync(pod, volume, cancellation)).Files;
            return files.TryGetValue(path, out var file) ? file.Content : (ReadOnlyMemory<byte>?)null;
        }
        return null;
    }
}
