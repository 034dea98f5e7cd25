using System.Text;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private const int MaxAnnotations = 256 * 1024;
    private const int MaxManager = 128;
    private const int MaxSubresource = 256;

    /// <param name="namespaced">Null for a kind that is never stored.</param>
    internal static void Metadata(Place metadata, KindRules rules, bool? namespaced, Document now, Document? old)
    {
        ObjectName(metadata, rules.Name);
        if (namespaced is not null)
        {
            // An object without a place comes from a caller that has none to give; the URL decides there.
            if (namespaced.Value) metadata["namespace"].InvalidEach(now.Namespace.Length == 0 ? [] : Names.Dns1123Label(now.Namespace));
            else if (now.Namespace.Length > 0) metadata["namespace"].Forbidden("not allowed on this type");
        }
        Labels(metadata["labels"]);
        Annotations(metadata["annotations"]);
        Owners(metadata["ownerReferences"]);
        Finalizers(metadata["finalizers"], old);
        metadata["generation"].NotNegative();
        FieldOwners(metadata["managedFields"]);
        if (old is not null) MetadataUpdate(metadata, old.Metadata);
    }

    // What cannot be read at all never comes so far: the list before it stands then.
    private static void FieldOwners(Place owners)
    {
        foreach (var owner in owners.Items)
        {
            var manager = owner["manager"];
            if (Encoding.UTF8.GetByteCount(manager.Text) > MaxManager) manager.Add(FieldErrors.TooLong(manager.Path, MaxManager));
            manager.InvalidEach(manager.Text, GoText.Unprintable(manager.Text));
            var subresource = owner["subresource"];
            if (Encoding.UTF8.GetByteCount(subresource.Text) > MaxSubresource) subresource.Add(FieldErrors.TooLong(subresource.Path, MaxSubresource));
        }
    }

    internal static void ObjectName(Place metadata, Func<string, string[]> rule)
    {
        var prefix = metadata["generateName"];
        if (prefix.Text.Length > 0) prefix.InvalidEach(rule(Names.MaskedPrefix(prefix.Text)));
        if (metadata["name"].Text.Length == 0) metadata["name"].Required("name or generateName is required");
        else metadata["name"].InvalidEach(rule(metadata["name"].Text));
    }

    internal static string[] PathSegment(string name)
    {
        if (name is "." or "..") return [$"may not be '{name}'"];
        return [.. ((string[])["/", "%"]).Where(c => name.Contains(c, StringComparison.Ordinal)).Select(c => $"may not contain '{c}'")];
    }

    internal static void Labels(Place labels)
    {
        foreach (var (key, value) in labels.Entries)
        {
            labels.InvalidEach(key, Names.LabelKey(key));
            labels.InvalidEach(value.Text, Names.LabelValue(value.Text));
        }
    }

    internal static void Annotations(Place annotations)
    {
        long size = 0;
        foreach (var (key, value) in annotations.Entries)
        {
            annotations.InvalidEach(key, Names.LabelKey(key.ToLowerInvariant()));
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value.Text);
        }
        if (size > MaxAnnotations) annotations.Add(FieldErrors.TooLong(annotations.Path, MaxAnnotations));
    }

    internal static void Owners(Place owners)
    {
        var controller = "";
        foreach (var item in owners.Items)
        {
            // Upstream names the list, not the item.
            var owner = item with { Path = owners.Path };
            var version = owner["apiVersion"].Text;
            if (version.Length == 0 || version[^1] == '/') owner["apiVersion"].Invalid(version, "version must not be empty");
            foreach (var name in (string[])["kind", "name", "uid"])
                if (owner[name].Text.Length == 0) owner[name].Invalid("", "must not be empty");
            if (version == "v1" && owner["kind"].Text == "Event") owner.Invalid("/v1, Kind=Event is disallowed from being an owner");
            if (!owner["controller"].Node.AsBool()) continue;
            var current = $"{owner["kind"].Text}/{owner["name"].Text}";
            if (controller.Length == 0) controller = current;
            else owners.Invalid($"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {current}");
        }
    }

    internal static void Finalizers(Place finalizers, Document? old)
    {
        var names = finalizers.Items.Select(f => f.Text).ToList();
        foreach (var item in finalizers.Items)
        {
            finalizers.InvalidEach(item.Text, Names.LabelKey(item.Text));
            if (old is null) KnownFinalizer(item);
        }
        if (names.Contains("orphan") && names.Contains("foregroundDeletion"))
            finalizers.Invalid("finalizer orphan and foregroundDeletion cannot be both set");
    }

    internal static void KnownFinalizer(Place finalizer)
    {
        if (!finalizer.Text.Contains('/', StringComparison.Ordinal) && finalizer.Text is not ("kubernetes" or "orphan" or "foregroundDeletion"))
            finalizer.Invalid("name is neither a standard finalizer name nor is it fully qualified");
    }

    internal static void MetadataUpdate(Place metadata, Node old)
    {
        if (old["deletionTimestamp"u8].Exists)
        {
            var before = new HashSet<string>(StringComparer.Ordinal);
            foreach (var finalizer in old["finalizers"u8].Items) before.Add(finalizer.AsString());
            var added = metadata["finalizers"].Items.Select(f => f.Text).Where(f => !before.Contains(f)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (added.Count > 0)
                metadata["finalizers"].Forbidden($"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{GoText.QuoteAll(added)}}}");
        }
        if (metadata["generation"].Number < old["generation"u8].AsInt64()) metadata["generation"].Invalid("must not be decremented");
        foreach (var name in (string[])["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
            if (metadata[name].Node.AsText() != old[name].AsText()) metadata[name].Invalid(FieldErrors.Immutable);
    }
}
