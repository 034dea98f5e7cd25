using System.Globalization;
using Timonier.Node.Pods;

namespace Timonier.Node.Containers;

/// <summary>Describes one container to the runtime; what has to be fetched first comes as arguments.</summary>
internal static class ContainerConfigs
{
    public static ContainerConfig Of(
        PodDefinition pod, ContainerDefinition container, uint attempt, ImageInfo image,
        IReadOnlyDictionary<string, string> environment, IReadOnlyList<ContainerMount> mounts, NodeCapacity capacity)
    {
        var spec = container.Spec;
        return new ContainerConfig
        {
            Name = container.Name,
            Attempt = attempt,
            Image = image.Id,
            Command = Expanded(spec["command"u8], environment),
            Args = Expanded(spec["args"u8], environment),
            WorkingDir = spec["workingDir"u8].AsString(),
            Env = [.. environment],
            Mounts = mounts,
            Labels = RuntimeLabels.Container(pod, container),
            Annotations = RuntimeLabels.Annotations(pod, container, attempt),
            LogPath = string.Create(CultureInfo.InvariantCulture, $"{container.Name}/{attempt}.log"),
            Stdin = spec["stdin"u8].AsBool(),
            StdinOnce = spec["stdinOnce"u8].AsBool(),
            Tty = spec["tty"u8].AsBool(),
            Resources = ContainerLimits.Of(pod, container, capacity.MemoryBytes),
            Security = ContainerRights.Of(pod, container, image),
        };
    }

    private static List<string> Expanded(Place words, IReadOnlyDictionary<string, string> environment)
    {
        var list = new List<string>();
        foreach (var word in words.Items) list.Add(Expansion.Of(word.AsString(), environment));
        return list;
    }
}
