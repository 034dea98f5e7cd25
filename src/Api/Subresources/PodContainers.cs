using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Subresources;

/// <summary>Which container a request means; upstream's words when that is not clear.</summary>
internal static class PodContainers
{
    public static Status? Choose(Document pod, ref string container)
    {
        var (names, init, ephemeral) = (Names(pod, "containers"), Names(pod, "initContainers"), Names(pod, "ephemeralContainers"));
        if (container.Length > 0)
        {
            return names.Contains(container) || init.Contains(container) || ephemeral.Contains(container)
                ? null
                : Status.BadRequest($"container {container} is not valid for pod {pod.Name}");
        }
        if (names.Count == 1)
        {
            container = names[0];
            return null;
        }
        if (pod.Metadata["annotations"u8]["kubectl.kubernetes.io/default-container"u8].AsString() is { Length: > 0 } wished && names.Contains(wished))
        {
            container = wished;
            return null;
        }
        var message = $"a container name must be specified for pod {pod.Name}, choose one of: [{string.Join(' ', names)}]";
        if (init.Count > 0) message += $" or one of the init containers: [{string.Join(' ', init)}]";
        if (ephemeral.Count > 0) message += $" or one of the ephemeral containers: [{string.Join(' ', ephemeral)}]";
        return Status.BadRequest(message);
    }

    private static List<string> Names(Document pod, string list)
    {
        var names = new List<string>();
        foreach (var container in pod.Spec[list].Items) names.Add(container["name"u8].AsString());
        return names;
    }
}
