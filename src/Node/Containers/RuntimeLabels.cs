using System.Globalization;
using Timonier.Node.Pods;

namespace Timonier.Node.Containers;

/// <summary>The labels and annotations by which sandboxes and containers are recognised again.</summary>
internal static class RuntimeLabels
{
    public const string PodName = "io.kubernetes.pod.name";
    public const string PodNamespace = "io.kubernetes.pod.namespace";
    public const string PodUid = "io.kubernetes.pod.uid";
    public const string ContainerName = "io.kubernetes.container.name";
    public const string Role = "timonier.dev/container-role";
    public const string RestartPolicy = "timonier.dev/restart-policy";
    public const string Hash = "io.kubernetes.container.hash";

    public static Dictionary<string, string> Sandbox(PodDefinition pod)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in pod.Document.Metadata["labels"u8].Members) labels[label.Name] = label.Value.AsString();
        labels[PodName] = pod.Name;
        labels[PodNamespace] = pod.Namespace;
        labels[PodUid] = pod.Uid;
        return labels;
    }

    public static Dictionary<string, string> Container(PodDefinition pod, ContainerDefinition container) => new(StringComparer.Ordinal)
    {
        [PodName] = pod.Name,
        [PodNamespace] = pod.Namespace,
        [PodUid] = pod.Uid,
        [ContainerName] = container.Name,
    };

    public static Dictionary<string, string> Annotations(PodDefinition pod, ContainerDefinition container, uint attempt) => new(StringComparer.Ordinal)
    {
        [Hash] = container.Hash,
        ["io.kubernetes.container.restartCount"] = attempt.ToString(CultureInfo.InvariantCulture),
        ["io.kubernetes.container.terminationMessagePath"] = container.Spec["terminationMessagePath"u8].AsString(),
        ["io.kubernetes.container.terminationMessagePolicy"] = container.Spec["terminationMessagePolicy"u8].AsString(),
        [Role] = container.IsSidecar ? "sidecar" : container.IsInit ? "init" : container.IsEphemeral ? "ephemeral" : "container",
        [RestartPolicy] = pod.RestartPolicy,
        ["io.kubernetes.pod.terminationGracePeriod"] = pod.SpecGrace.ToString(CultureInfo.InvariantCulture),
    };
}
