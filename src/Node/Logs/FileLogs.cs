using Timonier.Node.Pods;
using Timonier.Node.Streams;

namespace Timonier.Node.Logs;

/// <summary>Logs in files, which the runtime writes below the node's log folder.</summary>
internal sealed class FileLogs(NodeConfig node, IContainerRuntime runtime, TimeProvider time) : IPodLogs
{
    private readonly ContainerLogReader reader = new(time);
    private readonly LogRotation rotation = new(runtime, time, new LogLimits(node.ContainerLogMaxBytes, node.ContainerLogMaxFiles));

    public bool Grow => true;

    public void Prepare(PodDefinition pod, string container = "") => Directory.CreateDirectory(Path.Combine(FolderOf(pod), container));

    public void Publish(PodDefinition pod, string container, ContainerInstance instance)
    {
        if (node.ContainerLogDirectory.Length == 0) return;
        Directory.CreateDirectory(node.ContainerLogDirectory);
        var link = Path.Combine(node.ContainerLogDirectory, $"{pod.Name}_{pod.Namespace}_{container}-{instance.Id}.log");
        File.Delete(link);
        File.CreateSymbolicLink(link, Path.Combine(FolderOf(pod), instance.LogPath));
    }

    public Task RotateAsync(ContainerInstance instance, CancellationToken cancellation) => rotation.RotateAsync(instance.Id, instance.LogPath, cancellation);

    public bool Exist(ContainerInstance instance) => File.Exists(instance.LogPath);

    public Task ReadAsync(ContainerInstance instance, LogQuery query, Func<bool> isRunning, Stream target, CancellationToken cancellation) =>
        reader.ReadAsync(instance.LogPath, query, isRunning, target, cancellation);

    public void Remove(ContainerInstance instance) => LogRotation.Remove(instance.LogPath);

    public void Remove(PodDefinition pod)
    {
        var logs = FolderOf(pod);
        if (Directory.Exists(logs)) Directory.Delete(logs, recursive: true);
        if (!Directory.Exists(node.ContainerLogDirectory)) return;
        foreach (var link in Directory.GetFiles(node.ContainerLogDirectory, $"{pod.Name}_{pod.Namespace}_*.log"))
            if (!File.Exists(link) || new FileInfo(link).ResolveLinkTarget(true) is not { Exists: true }) File.Delete(link);
    }

    private string FolderOf(PodDefinition pod) => Path.Combine(node.PodLogDirectory, pod.LogDirectoryName);
}
