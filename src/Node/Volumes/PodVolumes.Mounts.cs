using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

internal sealed partial class PodVolumes
{
    private const int MessageLimit = 4096;

    public IReadOnlyList<ContainerMount> MountsOf(PodDefinition pod, ContainerDefinition container, uint attempt, IReadOnlyList<string> ips, IReadOnlyDictionary<string, string> environment)
    {
        var mounts = new List<ContainerMount>();
        foreach (var mount in container.Spec["volumeMounts"u8].Items)
        {
            var source = SourceOf(pod, container, mount, mounts.Count, environment);
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

    public string? TerminationMessage(string uid, string container, uint attempt)
    {
        var file = TerminationMessageFile(uid, container, attempt);
        if (!File.Exists(file)) return null;
        using var handle = File.OpenHandle(file);
        var buffer = new byte[MessageLimit];
        return Encoding.UTF8.GetString(buffer, 0, RandomAccess.Read(handle, buffer, 0));
    }

    private string TerminationMessageFile(string uid, string container, uint attempt) =>
        Path.Combine(node.PodDirectory(uid), "containers", container, attempt.ToString(CultureInfo.InvariantCulture));

    /// <summary>The volume itself, or a mount of the wanted place in it, made where only the node can reach.</summary>
    private string SourceOf(PodDefinition pod, ContainerDefinition container, Place mount, int index, IReadOnlyDictionary<string, string> environment)
    {
        var name = mount["name"u8].AsString();
        var volume = PathOf(pod, name);
        var inside = SubPath.Of(mount, environment);
        if (inside.Length == 0) return volume;
        var target = Path.Combine(node.PodDirectory(pod.Uid), "volume-subpaths", name, container.Name, index.ToString(CultureInfo.InvariantCulture));
        try
        {
            using var place = SafePath.OpenOrCreate(volume, inside);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            mounter.Bind(place, target);
            return target;
        }
        catch (IOException e)
        {
            // Users learn that it failed; what lies beside the volume on the host is none of their business.
            LogSubPath(tools.Logger, pod.LongName, inside, e.Message);
            throw new ConfigurationException($"failed to prepare subPath for volumeMount \"{name}\" of container \"{container.Name}\"");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The place {SubPath} in a volume of pod {Pod} could not be opened: {Reason}")]
    private static partial void LogSubPath(ILogger logger, string pod, string subPath, string reason);
}
