using Timonier.Documents;
using Timonier.Kernel;

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
        if (spec["resources"] is DraftObject whole && whole["limits"] is DraftObject { Count: > 0 } limits) RequestsOfPod(spec, whole, limits);
    }

    /// <summary>A pod that limits itself asks for what its containers ask for, and else for its limit.</summary>
    private static void RequestsOfPod(DraftObject spec, DraftObject whole, DraftObject limits)
    {
        var requests = whole["requests"] as DraftObject ?? new DraftObject();
        foreach (var (name, asked) in AskedByContainers(spec))
            if (name is "cpu" or "memory") Set(requests, name, asked.ToString());
        foreach (var (name, limit) in limits)
            if (name is "cpu" or "memory" || name.StartsWith("hugepages-", StringComparison.Ordinal)) Set(requests, name, limit.Clone());
        if (requests.Count > 0) whole["requests"] = requests;
    }

    /// <summary>The most that containers ask for at one time: those that run together, or an init container beside its sidecars.</summary>
    private static Dictionary<string, Quantity> AskedByContainers(DraftObject spec)
    {
        var (together, starting) = (new Dictionary<string, Quantity>(StringComparer.Ordinal), new Dictionary<string, Quantity>(StringComparer.Ordinal));
        foreach (var container in Objects(spec, "initContainers"))
        {
            var sidecar = container.String("restartPolicy") == "Always";
            foreach (var (name, amount) in Requests(container))
            {
                var beside = together.GetValueOrDefault(name, Quantity.Zero) + amount;
                if (sidecar) together[name] = beside;
                if (beside > starting.GetValueOrDefault(name, Quantity.Zero)) starting[name] = beside;
            }
        }
        foreach (var container in Objects(spec, "containers"))
            foreach (var (name, amount) in Requests(container)) together[name] = together.GetValueOrDefault(name, Quantity.Zero) + amount;
        foreach (var (name, amount) in starting)
            if (amount > together.GetValueOrDefault(name, Quantity.Zero)) together[name] = amount;
        return together;
    }

    private static IEnumerable<(string Name, Quantity Amount)> Requests(DraftObject container)
    {
        if (container["resources"] is not DraftObject resources || resources["requests"] is not DraftObject requests) yield break;
        foreach (var (name, amount) in requests)
            if (Quantity.TryParse(amount.AsString(), out var quantity)) yield return (name, quantity);
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
