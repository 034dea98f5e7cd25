using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Plugins;

namespace Timonier.Scheduling.Configuration;

/// <summary>Reads the settings of single plugins (pluginConfig), each into its own type.</summary>
internal static partial class PluginArgsReader
{
    public static Dictionary<string, object> Read(Node list, string path, ConfigFindings findings)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal);
        var number = 0;
        foreach (var item in list.Items)
        {
            var at = $"{path}[{number++}]";
            findings.Expect(item, at, "name", "args");
            var name = item["name"u8].AsString();
            var args = item["args"u8];
            if (all.ContainsKey(name))
            {
                findings.Add(FieldErrors.Duplicate(at, name));
                continue;
            }
            var kind = args["kind"u8].AsString();
            if (kind.Length > 0 && kind != $"{name}Args") findings.Add(FieldErrors.Invalid($"{at}.args", kind, $"has to match plugin {GoText.Quote(name)}"));
            at += ".args";
            object? read = name switch
            {
                "NodeAffinity" => NodeAffinityOf(args, at, findings),
                "NodeResourcesFit" => NodeResourcesFitOf(args, at, findings),
                "NodeResourcesBalancedAllocation" => BalancedOf(args, at, findings),
                "InterPodAffinity" => InterPodAffinityOf(args, at, findings),
                "PodTopologySpread" => PodTopologySpreadOf(args, at, findings),
                "DefaultPreemption" => DefaultPreemptionOf(args, at, findings),
                "VolumeBinding" => VolumeBindingOf(args, at, findings),
                // Only its timeout can be set upstream, and nothing here takes that long.
                "DynamicResources" => args,
                _ => null,
            };
            if (read is not null) all[name] = read;
            else findings.Add(FieldErrors.Invalid(at[..^".args".Length], name, PluginRegistry.Knows(name) ? "this plugin has no settings" : $"plugin {GoText.Quote(name)} does not exist"));
        }
        return all;
    }

    private static void Expect(ConfigFindings findings, Node args, string path, params ReadOnlySpan<string> fields) => findings.Expect(args, path, ["apiVersion", "kind", .. fields]);

    private static NodeAffinityArgs NodeAffinityOf(Node args, string path, ConfigFindings findings)
    {
        Expect(findings, args, path, "addedAffinity");
        return new NodeAffinityArgs(args["addedAffinity"u8]);
    }

    private static InterPodAffinityArgs InterPodAffinityOf(Node args, string path, ConfigFindings findings)
    {
        Expect(findings, args, path, "hardPodAffinityWeight", "ignorePreferredTermsOfExistingPods");
        return new InterPodAffinityArgs
        {
            HardPodAffinityWeight = (int)findings.Number(args, path, "hardPodAffinityWeight", 1, 0, 100, "not in valid range [0-100]"),
            IgnorePreferredTermsOfExistingPods = args["ignorePreferredTermsOfExistingPods"u8].AsBool(),
        };
    }

    private static PodTopologySpreadArgs PodTopologySpreadOf(Node args, string path, ConfigFindings findings)
    {
        Expect(findings, args, path, "defaultConstraints", "defaultingType");
        var type = args["defaultingType"u8].AsStringOrNull() ?? "System";
        var constraints = args["defaultConstraints"u8];
        if (type is not ("System" or "List")) findings.Add(FieldErrors.NotSupported($"{path}.defaultingType", type, "List", "System"));
        if (type == "System" && constraints.Count > 0) findings.Add(FieldErrors.Invalid($"{path}.defaultingType", type, "when .defaultConstraints are not empty"));
        var number = 0;
        foreach (var constraint in constraints.Items)
        {
            var at = $"{path}.defaultConstraints[{number++}]";
            if (constraint["maxSkew"u8].AsInt64() <= 0) findings.Add(FieldErrors.Invalid($"{at}.maxSkew", constraint["maxSkew"u8].AsInt64(), "not in valid range (0, inf)"));
            if (constraint["topologyKey"u8].AsString().Length == 0) findings.Add(FieldErrors.Required($"{at}.topologyKey", "can not be empty"));
            var duty = constraint["whenUnsatisfiable"u8].AsString();
            if (duty is not ("DoNotSchedule" or "ScheduleAnyway")) findings.Add(FieldErrors.NotSupported($"{at}.whenUnsatisfiable", duty, "DoNotSchedule", "ScheduleAnyway"));
            if (constraint["labelSelector"u8].IsObject) findings.Add(FieldErrors.Forbidden($"{at}.labelSelector", "constraint must not define a selector, as they deduced for each pod"));
        }
        return new PodTopologySpreadArgs { UsesSystemDefaults = type == "System", Defaults = SpreadConstraint.ListOf(constraints, null) };
    }

    private static DefaultPreemptionArgs DefaultPreemptionOf(Node args, string path, ConfigFindings findings)
    {
        Expect(findings, args, path, "minCandidateNodesPercentage", "minCandidateNodesAbsolute");
        var read = new DefaultPreemptionArgs
        {
            MinCandidateNodesPercentage = (int)findings.Number(args, path, "minCandidateNodesPercentage", 10, 0, 100, "not in valid range [0, 100]"),
            MinCandidateNodesAbsolute = (int)findings.Number(args, path, "minCandidateNodesAbsolute", 100, 0, int.MaxValue, "not in valid range [0, inf)"),
        };
        if (read is { MinCandidateNodesPercentage: 0, MinCandidateNodesAbsolute: 0 }) findings.Add(FieldErrors.Invalid($"{path}.minCandidateNodesPercentage", 0, "cannot be zero at the same time as minCandidateNodesAbsolute"));
        return read;
    }

    private static VolumeBindingArgs VolumeBindingOf(Node args, string path, ConfigFindings findings)
    {
        Expect(findings, args, path, "bindTimeoutSeconds", "shape");
        return new VolumeBindingArgs { BindTimeout = TimeSpan.FromSeconds(findings.Number(args, path, "bindTimeoutSeconds", 600, 0, int.MaxValue, "invalid BindTimeoutSeconds, should not be a negative value")) };
    }
}
