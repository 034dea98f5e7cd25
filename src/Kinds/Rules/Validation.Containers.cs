using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    internal static void Containers(Place spec, IReadOnlyDictionary<string, string> volumes, bool ofPod)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var hostPorts = new HashSet<string>(StringComparer.Ordinal);
        var grace = spec["terminationGracePeriodSeconds"].Exists ? spec["terminationGracePeriodSeconds"].Number : 30;
        if (spec["containers"].Count == 0) spec["containers"].Required();
        foreach (var container in spec["containers"].Items)
        {
            ContainerCommon(container, volumes, names, spec, ofPod);
            HostPorts(container["ports"], hostPorts);
            Lifecycle(container["lifecycle"], grace);
            Probes(container);
        }
        foreach (var container in spec["initContainers"].Items)
        {
            ContainerCommon(container, volumes, names, spec, ofPod);
            // Init containers run one after the other, so they may share ports with each other but not within one.
            HostPorts(container["ports"], container["restartPolicy"].Text == "Always" ? hostPorts : new HashSet<string>(StringComparer.Ordinal));
            if (container["restartPolicy"].Text == "Always")
            {
                Lifecycle(container["lifecycle"], grace);
                Probes(container);
                continue;
            }
            foreach (var field in (string[])["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
                if (container[field].Exists) container[field].Forbidden("may not be set for init containers without restartPolicy=Always");
            if (container["resizePolicy"].Count > 0) container["resizePolicy"].Invalid("must not be set for init containers");
        }
        EphemeralContainers(spec, volumes, names);
        if (!spec["hostNetwork"].Node.AsBool()) return;
        foreach (var container in spec["containers"].Items)
            foreach (var port in container["ports"].Items)
            {
                var outside = port["hostPort"];
                // A template may leave it out: the pods made from it get it by default.
                if ((ofPod || outside.Number != 0) && outside.Number != port["containerPort"].Number) outside.InvalidNumber("must match `containerPort` when `hostNetwork` is true");
            }
    }

    internal static void ContainerCommon(Place container, IReadOnlyDictionary<string, string> volumes, HashSet<string> names, Place spec, bool ofPod)
    {
        var name = container["name"];
        name.RequiredText(Names.Dns1123Label);
        if (name.Text.Length > 0 && !names.Add(name.Text)) name.Duplicate();
        var image = container["image"];
        if (image.Text.Length == 0) image.Required();
        else if (ofPod && image.Text.Trim() != image.Text) image.Invalid("must not have leading or trailing whitespace");
        container["terminationMessagePolicy"].OneOf("File", "FallbackToLogsOnError");
        container["imagePullPolicy"].OneOf("Always", "IfNotPresent", "Never");
        Restarts(container);
        Ports(container["ports"]);
        Environment(container["env"]);
        EnvironmentFrom(container["envFrom"]);
        Mounts(container, volumes);
        Resources(container["resources"]);
        ClaimsOf(container["resources"]["claims"], spec["resourceClaims"]);
        ResizePolicies(container["resizePolicy"], spec["restartPolicy"].Text);
        ContainerSecurity(container["securityContext"], spec["hostUsers"].Node.AsBoolOrNull() ?? true);
    }

    private static void Restarts(Place container)
    {
        var (policy, rules) = (container["restartPolicy"], container["restartPolicyRules"]);
        policy.OneOf("Always", "Never", "OnFailure");
        if (rules.Count > 0 && !policy.Exists) policy.Required("must specify restartPolicy when restart rules are used");
        foreach (var rule in rules.Items)
        {
            rule["action"].OneOf("Restart", "RestartAllContainers");
            if (!rule["exitCodes"].Exists) rule["exitCodes"].Required("must be specified");
            else rule["exitCodes"]["operator"].Choice("In", "NotIn");
        }
    }

    private static void ResizePolicies(Place policies, string restarts)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in policies.Items)
        {
            var (name, policy) = (item["resourceName"] with { Path = policies.Path }, item["restartPolicy"] with { Path = policies.Path });
            if (!names.Add(name.Text)) item.Add(FieldErrors.Duplicate(item.Path, name.Text));
            name.Choice("cpu", "memory");
            policy.Choice("NotRequired", "RestartContainer");
            if (restarts == "Never" && policy.Text != "NotRequired") policy.Invalid(policy.Text, "must be 'NotRequired' when `restartPolicy` is 'Never'");
        }
    }

    internal static void Ports(Place ports)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in ports.Items)
        {
            var name = port["name"];
            if (name.Text.Length > 0)
            {
                var wrong = Names.PortName(name.Text);
                name.InvalidEach(wrong);
                if (wrong.Length == 0 && !names.Add(name.Text)) name.Duplicate();
            }
            if (port["containerPort"].Number == 0) port["containerPort"].Required();
            else port["containerPort"].InvalidEach(Names.PortNumber(port["containerPort"].Number));
            if (port["hostPort"].Number != 0) port["hostPort"].InvalidEach(Names.PortNumber(port["hostPort"].Number));
            Protocol(port["protocol"]);
        }
    }

    internal static void HostPorts(Place ports, HashSet<string> taken)
    {
        foreach (var port in ports.Items)
        {
            if (port["hostPort"].Number == 0) continue;
            var protocol = port["protocol"].Text.Length > 0 ? port["protocol"].Text : "TCP";
            var key = $"{protocol}/{port["hostIP"].Text}/{port["hostPort"].Number}";
            if (!taken.Add(key)) port.Add(FieldErrors.Duplicate(port["hostPort"].Path, key));
        }
    }

    internal static void EphemeralContainers(Place spec, IReadOnlyDictionary<string, string> volumes, HashSet<string> names)
    {
        var targets = new HashSet<string>(spec["containers"].Items.Concat(spec["initContainers"].Items).Select(c => c["name"].Text), StringComparer.Ordinal);
        foreach (var container in spec["ephemeralContainers"].Items)
        {
            ContainerCommon(container, volumes, names, spec, ofPod: true);
            var target = container["targetContainerName"];
            if (target.Text.Length > 0 && !targets.Contains(target.Text)) target.NotFound();
            foreach (var field in (string[])["ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources", "resizePolicy", "restartPolicy"])
                if (container[field].Count > 0 || container[field].Text.Length > 0) container[field].Forbidden("cannot be set for an Ephemeral Container");
            foreach (var mount in container["volumeMounts"].Items)
                foreach (var field in (string[])["subPath", "subPathExpr"])
                    if (mount[field].Text.Length > 0) mount[field].Forbidden("cannot be set for an Ephemeral Container");
        }
    }
}
