using System.Text;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private const string PodMayChange = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n";

    internal static void PodUpdate(Place spec, Node old)
    {
        // 1 the lists that must keep their length; a change there makes the rest meaningless
        var resized = false;
        foreach (var list in (string[])["containers", "initContainers"])
        {
            if (spec[list].Count == old[list].Count) continue;
            spec[list].Forbidden("pod updates may not add or remove containers");
            resized = true;
        }
        if (resized || !Deadline(spec["activeDeadlineSeconds"], old["activeDeadlineSeconds"u8])) return;

        // 2 what may change in one direction
        OnlyMoreTolerations(spec["tolerations"], old["tolerations"u8]);
        OnlyFewerGates(spec["schedulingGates"], old["schedulingGates"u8]);

        // 3 the rest, once the parts that may change are taken from the old object
        var wanted = (DraftObject)Draft.From(spec.Node);
        foreach (var list in (string[])["containers", "initContainers"]) TakeImages(wanted, list, old);
        foreach (var name in (string[])["activeDeadlineSeconds", "tolerations", "schedulingGates"]) Take(wanted, name, old);
        if (old["terminationGracePeriodSeconds"u8].AsInt64() < 0 && spec["terminationGracePeriodSeconds"].Number == 1) Take(wanted, "terminationGracePeriodSeconds", old);
        if (old["schedulingGates"u8].Count > 0 && !OnlyMoreNodeLabels(spec["nodeSelector"], old["nodeSelector"u8])) return;
        if (old["schedulingGates"u8].Count > 0)
        {
            Take(wanted, "nodeSelector", old);
            OnlyNarrower(spec["affinity"]["nodeAffinity"]);
            TakeNodeAffinity(wanted, old["affinity"u8]);
        }
        if (Difference(wanted.ToDocument().Root, old) is { Length: > 0 } difference) spec.Forbidden(PodMayChange + difference);
    }

    internal static void EphemeralUpdate(Place spec, Node old)
    {
        var volumes = spec["volumes"].Items.DistinctBy(v => v["name"].Text).ToDictionary(v => v["name"].Text, v => v.Present("persistentVolumeClaim", "ephemeral").Select(s => s.Path[(s.Path.LastIndexOf('.') + 1)..]).FirstOrDefault(""), StringComparer.Ordinal);
        var names = new HashSet<string>(spec["containers"].Items.Concat(spec["initContainers"].Items).Select(c => c["name"].Text), StringComparer.Ordinal);
        EphemeralContainers(spec, volumes, names);
        var type = KindCatalogue.BuiltIn.FindType("core.EphemeralContainer") is { } found ? new FieldType(FieldShape.Object) { Object = found } : new FieldType(FieldShape.Raw);
        foreach (var before in old["ephemeralContainers"u8].Items)
        {
            var name = before["name"u8].AsString();
            var same = spec["ephemeralContainers"].Items.Where(c => c["name"].Text == name).ToList();
            if (same.Count == 0) spec["ephemeralContainers"].Forbidden($"existing ephemeral containers {GoText.Quote(name)} may not be removed\n");
            else if (!Sameness.Of(type, same[0].Node, before)) spec["ephemeralContainers"].Forbidden($"existing ephemeral containers {GoText.Quote(name)} may not be changed\n");
        }
    }

    internal static bool Deadline(Place now, Node old)
    {
        if (now.Exists)
        {
            if (now.Number is < 0 or > int.MaxValue) now.Invalid(Names.InRange(0, int.MaxValue));
            else if (old.IsNullOrMissing || now.Number <= old.AsInt64()) return true;
            else now.Invalid("must be less than or equal to previous value");
            return false;
        }
        if (old.IsNullOrMissing) return true;
        now.Invalid("must not update from a positive integer to nil value");
        return false;
    }

    internal static void OnlyMoreTolerations(Place now, Node old)
    {
        foreach (var before in old.Items)
        {
            if (now.Items.Any(t => ((string[])["key", "operator", "value", "effect"]).All(f => t[f].Text == before[f].AsString()))) continue;
            now.Forbidden("existing toleration can not be modified except its tolerationSeconds");
            return;
        }
    }

    internal static void OnlyFewerGates(Place now, Node old)
    {
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (var gate in old.Items) before.Add(gate["name"u8].AsString());
        foreach (var gate in now.Items)
            if (!before.Contains(gate["name"].Text)) gate["name"].Forbidden($"only deletion is allowed, but found new scheduling gate '{gate["name"].Text}'");
    }

    internal static bool OnlyMoreNodeLabels(Place now, Node old)
    {
        foreach (var label in old.Members)
        {
            if (now.Node[label.Name].Exists && now[label.Name].Text == label.Value.AsString()) continue;
            now.Invalid("only additions to spec.nodeSelector are allowed (no mutations or deletions)");
            return false;
        }
        return true;
    }

    /// <summary>A pod that is held back may be bound to fewer nodes than before, not to others.</summary>
    private static void OnlyNarrower(Place affinity)
    {
        var terms = affinity["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"];
        if (terms.Old.Count == 0) return;
        if (terms.Count != terms.Old.Count) terms.Invalid("no additions/deletions to non-empty NodeSelectorTerms list are allowed");
        else foreach (var term in terms.Items)
            if (!OnlyAdded(term["matchExpressions"], term) || !OnlyAdded(term["matchFields"], term)) term.Invalid("only additions are allowed (no mutations or deletions)");
    }

    private static bool OnlyAdded(Place list, Place term)
    {
        // A term without conditions selects nothing, so any condition would widen it.
        if (term.Old["matchExpressions"u8].Count + term.Old["matchFields"u8].Count == 0) return list.Count == 0;
        return list.Count >= list.Old.Count && list.Items.Take(list.Old.Count).All(i => !i.Changed);
    }

    private static void TakeNodeAffinity(DraftObject wanted, Node old)
    {
        var affinity = wanted.Object("affinity");
        Take(affinity, "nodeAffinity", old);
        if (affinity.Count == 0) wanted.Remove("affinity");
    }

    internal static void TakeImages(DraftObject wanted, string list, Node old)
    {
        if (wanted[list] is not DraftArray containers) return;
        for (var i = 0; i < containers.Count; i++)
            if (containers[i] is DraftObject container) Take(container, "image", old[list][i]);
    }

    internal static void Take(DraftObject wanted, string name, Node old)
    {
        if (old[name].Exists) wanted[name] = Draft.From(old[name]);
        else wanted.Remove(name);
    }

    /// <summary>The fields of the pod spec that differ, new before old; empty when nothing does.</summary>
    internal static string Difference(Node now, Node old)
    {
        var text = new StringBuilder();
        foreach (var field in KindCatalogue.BuiltIn.FindType("core.PodSpec")!.Fields)
        {
            if (Sameness.Of(field.Type, now[field.Name], old[field.Name])) continue;
            if (now[field.Name].Exists) text.Append("- \"").Append(field.Name).Append("\": ").Append(now[field.Name]).Append('\n');
            if (old[field.Name].Exists) text.Append("+ \"").Append(field.Name).Append("\": ").Append(old[field.Name]).Append('\n');
        }
        return text.ToString();
    }
}
