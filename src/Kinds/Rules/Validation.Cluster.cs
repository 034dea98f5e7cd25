using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private static void NamespaceFinalizers(Place finalizers)
    {
        foreach (var item in finalizers.Items)
        {
            item.InvalidEach(Names.LabelKey(item.Text));
            KnownFinalizer(item);
        }
    }

    private static void Node(Place spec, Node? old)
    {
        foreach (var range in spec["podCIDRs"].Items) range.InvalidEach(Names.Cidr(range.Text));
        var seen = new HashSet<(string, string)>();
        foreach (var taint in spec["taints"].Items)
        {
            taint["key"].InvalidEach(taint["key"].Text, Names.LabelKey(taint["key"].Text));
            if (Names.LabelValue(taint["value"].Text) is { Length: > 0 } wrong) taint["value"].Invalid(string.Join(';', wrong));
            var effect = taint["effect"];
            if (effect.Text.Length == 0) effect.Required();
            else effect.OneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
            if (seen.Add((taint["key"].Text, effect.Text))) continue;
            var twice = FieldErrors.DuplicateRaw(taint.Path, taint.Node.ToString());
            taint.Add(twice with { Message = twice.Message + ": taints must be unique by key and effect pair" });
        }
        if (old is not { } before) return;
        var ranges = string.Join(',', spec["podCIDRs"].Items.Select(c => c.Text));
        var had = new List<string>();
        foreach (var range in before["podCIDRs"u8].Items) had.Add(range.AsString());
        if (had.Count > 0 && ranges != string.Join(',', had)) spec["podCIDRs"].Forbidden("node updates may not change podCIDR except from \"\" to valid");
        var provider = before["providerID"u8].AsString();
        if (provider.Length > 0 && provider != spec["providerID"].Text) spec["providerID"].Forbidden("node updates may not change providerID except from \"\" to valid");
    }

    private static void Lease(Place spec)
    {
        if (spec["leaseDurationSeconds"].Exists && spec["leaseDurationSeconds"].Number <= 0) spec["leaseDurationSeconds"].Invalid("must be greater than 0");
        if (spec["leaseTransitions"].Exists) spec["leaseTransitions"].NotNegative();
    }

    private static void Event(Place root, Node old)
    {
        var home = root["metadata"]["namespace"].Text;
        var target = root["involvedObject"]["namespace"];
        // Events about objects without a namespace live in "default", or in the one of whoever writes them.
        if (target.Text.Length > 0 ? target.Text != home : home is not ("" or "default" or "kube-system"))
            target.Invalid(target.Text, "does not match event.namespace");
        if (old.Exists || !root["eventTime"].Exists) return;
        if (root["reportingComponent"].Text.Length == 0) root["reportingController"].Required();
        else root["reportingController"].InvalidEach(root["reportingComponent"].Text, Names.LabelKey(root["reportingComponent"].Text));
        foreach (var name in (string[])["reportingInstance", "action", "reason"])
        {
            if (root[name].Text.Length == 0) root[name].Required();
            else if (root[name].Text.Length > 128) root[name].Invalid("can have at most 128 characters");
        }
    }
}
