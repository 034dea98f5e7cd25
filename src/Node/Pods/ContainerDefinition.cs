using System.Globalization;
using System.Text;

namespace Timonier.Node.Pods;

/// <summary>One container of a pod's spec, as the plan looks at it.</summary>
public sealed class ContainerDefinition
{
    /// <param name="spec">The container in the pod's spec.</param>
    /// <param name="list">Which list of the spec it is in: containers, initContainers or ephemeralContainers.</param>
    internal ContainerDefinition(Place spec, string list)
    {
        Spec = spec;
        List = list;
        IsInit = list == "initContainers";
        Name = spec["name"u8].AsString();
        Image = spec["image"u8].AsString();
        IsSidecar = IsInit && spec["restartPolicy"u8].TextEquals("Always"u8);
        Hash = HashOf(Name, Image);
    }

    public Place Spec { get; }
    public string List { get; }

    /// <summary>The field of the status that tells of it, for example containerStatuses.</summary>
    public string StatusList => List[..^1] + "Statuses";
    public string Name { get; }
    public string Image { get; }
    public bool IsInit { get; }

    /// <summary>Put into a running pod to look at it: started once and never again.</summary>
    public bool IsEphemeral => List == "ephemeralContainers";

    /// <summary>An init container that keeps running beside the others.</summary>
    public bool IsSidecar { get; }
    public bool HasStartupProbe => Spec["startupProbe"u8].IsObject;
    public bool HasReadinessProbe => Spec["readinessProbe"u8].IsObject;

    /// <summary>Changes when a running container must be replaced: its name and image count, as upstream.</summary>
    public string Hash { get; }

    /// <summary>Its place in the back-off of its pod: another image begins anew.</summary>
    public string BackoffKey => $"{Name}/{Hash}";

    /// <summary>How events name it, for example spec.containers{web}.</summary>
    public string FieldPath => $"spec.{List}{{{Name}}}";

    public string PullPolicy
    {
        get
        {
            var said = Spec["imagePullPolicy"u8].AsString();
            if (said.Length > 0) return said;
            return Images.ImageReference.TagOf(Image) is "latest" or "" ? "Always" : "IfNotPresent";
        }
    }

    private static string HashOf(string name, string image)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes($"{{\"name\":\"{name}\",\"image\":\"{image}\"}}"))
            hash = unchecked((hash ^ b) * 16777619u);
        return hash.ToString("x", CultureInfo.InvariantCulture);
    }
}
