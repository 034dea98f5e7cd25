using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private const int MostRestartRules = 20;
    private const int MostExitCodes = 255;

    internal static void Containers(Place spec, IReadOnlyDictionary<string, string> volumes, bool ofPod)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var hostPorts = new HashSet<string>(StringComparer.Ordinal);
        var grace = spec["terminationGracePeriodSeconds"].Exists ? spec["terminationGracePeriodSeconds"].Number : 30;
        if (spec["containers"].Count == 0) spec["containers"].Required();
        foreach (var container in spec["containers"].Items)
        {
            ContainerCommon(container, volumes, names, spec);
            Lifecycle(container["lifecycle"], grace, spec["os"]["name"].Text);
            Probes(container);
            Restarts(container);
        }
        foreach (var container in spec["containers"].Items) HostPorts(container["ports"], hostPorts);
        foreach (var container in spec["initContainers"].Items) InitContainer(container, volumes, names, spec, grace);
        EphemeralContainers(spec, volumes, names);
        if (ofPod)
            foreach (var container in spec["containers"].Items.Concat(spec["initContainers"].Items)) Unpadded(container["image"]);
        if (!spec["hostNetwork"].Node.AsBool()) return;
        foreach (var container in spec["containers"].Items)
            foreach (var port in container["ports"].Items)
            {
                var outside = port["hostPort"];
                // A template may leave it out: the pods made from it get it by default.
                if ((ofPod || outside.Number != 0) && outside.Number != port["containerPort"].Number) outside.InvalidNumber("must match `containerPort` when `hostNetwork` is true");
            }
    }

    private static void InitContainer(Place container, IReadOnlyDictionary<string, string> volumes, HashSet<string> names, Place spec, long grace)
    {
        ContainerCommon(container, volumes, names, spec);
        Restarts(container);
        // Init containers run one after the other, so they may share ports with each other but not within one.
        HostPorts(container["ports"], new HashSet<string>(StringComparer.Ordinal));
        if (container["restartPolicy"].Text == "Always")
        {
            Lifecycle(container["lifecycle"], grace, spec["os"]["name"].Text);
            Probes(container);
        }
        else foreach (var field in container.Present("lifecycle", "livenessProbe", "readinessProbe", "startupProbe"))
            field.Forbidden("may not be set for init containers without restartPolicy=Always");
        if (container["resizePolicy"].Count > 0 && container["restartPolicy"].Text != "Always") container["resizePolicy"].Invalid("must not be set for init containers");
    }

    internal static void ContainerCommon(Place container, IReadOnlyDictionary<string, string> volumes, HashSet<string> names, Place spec)
    {
        var name = container["name"];
        name.RequiredText(Names.Dns1123Label);
        container["image"].RequiredText();
        container["terminationMessagePolicy"].OneOf("File", "FallbackToLogsOnError");
        Ports(container["ports"]);
        Environment(container["env"]);
        EnvironmentFrom(container["envFrom"]);
        Mounts(container, volumes);
        container["imagePullPolicy"].OneOf("Always", "IfNotPresent", "Never");
        Resources(container["resources"]);
        ClaimsOf(container["resources"]["claims"], spec["resourceClaims"]);
        ResizePolicies(container["resizePolicy"], spec["restartPolicy"].Text);
        ContainerSecurity(container["securityContext"], spec["hostUsers"].Node.AsBoolOrNull() ?? true);
        if (name.Text.Length > 0 && !names.Add(name.Text)) name.Duplicate();
    }

    /// <summary>Of pods only: templates with such images exist from old times.</summary>
    private static void Unpadded(Place image)
    {
        if (image.Text.Trim() != image.Text) image.Invalid("must not have leading or trailing whitespace");
    }

    private static void Restarts(Place container)
    {
        var (policy, rules) = (container["restartPolicy"], container["restartPolicyRules"]);
        policy.OneOf("Always", "Never", "OnFailure");
        if (rules.Count > 0 && !policy.Exists) policy.Required("must specify restartPolicy when restart rules are used");
        rules.AtMostItems(MostRestartRules);
        foreach (var rule in rules.Items)
        {
            rule["action"].Choice("Restart", "RestartAllContainers");
            var codes = rule["exitCodes"];
            if (!codes.Exists) codes.Required("must be specified");
            else codes["operator"].Choice("In", "NotIn");
            codes["values"].AtMostItems(MostExitCodes);
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
            ContainerCommon(container, volumes, names, spec);
            Unpadded(container["image"]);
            var target = container["targetContainerName"];
            if (target.Text.Length > 0 && !targets.Contains(target.Text)) target.NotFound();
            foreach (var field in (string[])["ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"])
                if (container[field].Count > 0 || container[field].Text.Length > 0) container[field].Forbidden("cannot be set for an Ephemeral Container");
            foreach (var mount in container["volumeMounts"].Items)
                foreach (var field in (string[])["subPath", "subPathExpr"])
                    if (mount[field].Text.Length > 0) mount[field].Forbidden("cannot be set for an Ephemeral Container");
        }
    }
}
