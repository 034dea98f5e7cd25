using Timonier.Documents;

namespace Timonier.Kinds;

public static partial class Defaulting
{
    // What follows is done for pods alone, not for templates: a template keeps what its author wrote.
    private static void Pod(DraftObject pod)
    {
        var spec = pod.Object("spec");
        Set(spec, "enableServiceLinks", true);
        foreach (var container in Objects(spec, "containers").Concat(Objects(spec, "initContainers")))
        {
            RequestsFromLimits(container);
            if (spec["hostNetwork"]?.Kind == NodeKind.True) HostPorts(container);
        }
    }

    private static void RequestsFromLimits(DraftObject container)
    {
        if (container["resources"] is not DraftObject resources || resources["limits"] is not DraftObject { Count: > 0 } limits) return;
        var requests = resources.Object("requests");
        foreach (var (name, limit) in limits) Set(requests, name, limit);
    }

    private static void HostPorts(DraftObject container)
    {
        foreach (var port in Objects(container, "ports"))
            if (port["containerPort"] is { } number) Set(port, "hostPort", number);
    }

    private static void PodSpec(DraftObject spec)
    {
        Set(spec, "restartPolicy", "Always");
        Set(spec, "terminationGracePeriodSeconds", 30);
        Set(spec, "dnsPolicy", "ClusterFirst");
        Set(spec, "securityContext", new DraftObject());
        Set(spec, "schedulerName", "default-scheduler");
    }

    private static void Container(DraftObject container)
    {
        Set(container, "terminationMessagePath", "/dev/termination-log");
        Set(container, "terminationMessagePolicy", "File");
        Set(container, "imagePullPolicy", PullPolicy(container.String("image")));
    }

    /// <summary>An image without a tag, or with the tag "latest", may change behind its name; others are kept.</summary>
    private static string PullPolicy(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal)) return "IfNotPresent";
        var colon = image.LastIndexOf(':');
        var hasTag = colon > image.LastIndexOf('/');
        return !hasTag || image.AsSpan(colon + 1).SequenceEqual("latest") ? "Always" : "IfNotPresent";
    }

    private static void Probe(DraftObject probe)
    {
        Set(probe, "timeoutSeconds", 1);
        Set(probe, "periodSeconds", 10);
        Set(probe, "successThreshold", 1);
        Set(probe, "failureThreshold", 3);
    }

    private static void HttpGet(DraftObject get)
    {
        Set(get, "path", "/");
        Set(get, "scheme", "HTTP");
    }

    private static void Volume(DraftObject volume)
    {
        if (volume.All(m => m.Key == "name" || m.Value.Kind == NodeKind.Null)) volume["emptyDir"] = new DraftObject();
        if (volume["image"] is DraftObject image) Set(image, "pullPolicy", PullPolicy(image.String("reference")));
    }

    private static void PersistentVolumeSpec(DraftObject spec)
    {
        Set(spec, "persistentVolumeReclaimPolicy", "Retain");
        Set(spec, "volumeMode", "Filesystem");
    }
}
