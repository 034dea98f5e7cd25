using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of nodes and namespaces.</summary>
internal static class NodeRules
{
    public static void NamespaceFinalizers(Place finalizers)
    {
        foreach (var item in finalizers.Items)
        {
            item.InvalidEach(Names.LabelKey(item.Text));
            KnownFinalizer(item);
        }
    }

    public static void Node(Place node)
    {
        var spec = node["spec"];
        // Upstream says metadata here.
        Taints(spec["taints"] with { Path = "metadata.taints" });
        Status(node);
        Ranges(spec["podCIDRs"]);
        if (!node.IsUpdate) return;
        if (spec["podCIDRs"].Old.Count > 0 && spec["podCIDRs"].Changed) spec["podCIDRs"].Forbidden("node updates may not change podCIDR except from \"\" to valid");
        if (spec["providerID"].Old.AsString().Length > 0 && spec["providerID"].Changed) spec["providerID"].Forbidden("node updates may not change providerID except from \"\" to valid");
    }

    private static void Ranges(Place ranges)
    {
        foreach (var range in ranges.Items) range.InvalidEach(Names.Cidr(range.Text));
        if (ranges.Count > 2) ranges.Invalid("may specify no more than one CIDR for each IP family");
        else if (ranges.Count == 2 && ranges.Items.Select(r => r.Text.Contains(':', StringComparison.Ordinal)).Distinct().Count() == 1)
            ranges.Invalid("may specify no more than one CIDR for each IP family");
    }

    private static void Taints(Place taints)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var taint in taints.Items)
        {
            LabelKey(taint["key"]);
            if (Names.LabelValue(taint["value"].Text) is { Length: > 0 } wrong) taint["value"].Invalid(string.Join(';', wrong));
            taint["effect"].Choice("NoSchedule", "PreferNoSchedule", "NoExecute");
            if (seen.Add((taint["key"].Text, taint["effect"].Text))) continue;
            var twice = FieldErrors.DuplicateRaw(taint.Path, taint.Node.ToString());
            taint.Add(twice with { Message = twice.Message + ": taints must be unique by key and effect pair" });
        }
    }

    /// <summary>What the node says of itself.</summary>
    public static void Status(Place node)
    {
        var status = node["status"];
        foreach (var field in (string[])["capacity", "allocatable"])
            foreach (var (name, amount) in status[field].Entries) ResourceAmount(amount with { Path = $"{status[field].Path}.{name}" }, name);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in status["addresses"].Items)
            if (!seen.Add(address.Node.ToString())) address.Duplicate();
    }

    public static void NamespacePhase(Place home)
    {
        var phase = home["status"]["phase"] with { Path = "status.Phase" };
        var deleted = home["metadata"]["deletionTimestamp"].Exists;
        if (!deleted && phase.Text != "Active") phase.Invalid(phase.Text, "may only be 'Active' if `deletionTimestamp` is empty");
        if (deleted && phase.Text != "Terminating") phase.Invalid(phase.Text, "may only be 'Terminating' if `deletionTimestamp` is not empty");
    }
}
