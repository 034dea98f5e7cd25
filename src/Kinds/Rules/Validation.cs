using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>What no object may break, in upstream's words.</summary>
public static partial class Validation
{
    /// <param name="group">The API group, empty for the core.</param>
    /// <param name="kind">The kind's name.</param>
    /// <param name="now">The object as it would be stored.</param>
    /// <param name="old">The object as it stands; null for a creation.</param>
    /// <param name="subresource">The part that is written; empty for the object itself.</param>
    public static IReadOnlyList<StatusCause> Validate(string group, string kind, Document now, Document? old, string subresource)
    {
        var found = new List<StatusCause>();
        Metadata(found, group, kind, now, old);
        if (subresource.Length > 0) return found;
        switch (group, kind)
        {
            case ("", "Pod"):
                PodSpec(found, "spec", now.Spec);
                break;
            case ("apps", "Deployment" or "ReplicaSet"):
                Workload(found, now, old);
                break;
            case ("", "Service"):
                Service(found, now);
                break;
            case ("", "ConfigMap"):
                Keys(found, "data", now.Root["data"u8]);
                Keys(found, "binaryData", now.Root["binaryData"u8]);
                break;
            case ("", "Secret"):
                Keys(found, "data", now.Root["data"u8]);
                if (old is not null && old.Root["type"u8].AsString() != now.Root["type"u8].AsString())
                    found.Add(FieldErrors.Invalid("type", now.Root["type"u8].AsString(), FieldErrors.Immutable));
                break;
        }
        return found;
    }

    private static void Metadata(List<StatusCause> found, string group, string kind, Document now, Document? old)
    {
        if (now.Name.Length == 0) found.Add(FieldErrors.Required("metadata.name", "name or generateName is required"));
        else if (group != "rbac.authorization.k8s.io")
        {
            var errors = (group, kind) switch
            {
                ("", "Service") => Names.Dns1035Label(now.Name),
                ("", "Namespace") => Names.Dns1123Label(now.Name),
                _ => Names.Dns1123Subdomain(now.Name),
            };
            found.AddRange(errors.Select(e => FieldErrors.Invalid("metadata.name", now.Name, e)));
        }
        foreach (var label in now.Metadata["labels"u8].Members)
        {
            found.AddRange(Names.LabelKey(label.Name).Select(e => FieldErrors.Invalid("metadata.labels", label.Name, e)));
            var value = label.Value.AsString();
            found.AddRange(Names.LabelValue(value).Select(e => FieldErrors.Invalid("metadata.labels", value, e)));
        }
        if (old is null) return;
        if (now.Name != old.Name) found.Add(FieldErrors.Invalid("metadata.name", now.Name, FieldErrors.Immutable));
        if (now.Uid != old.Uid) found.Add(FieldErrors.Invalid("metadata.uid", now.Uid, FieldErrors.Immutable));
    }

    private static void Workload(List<StatusCause> found, Document now, Document? old)
    {
        var spec = now.Spec;
        if (spec["replicas"u8].AsInt64() is < 0 and var replicas) found.Add(FieldErrors.Invalid("spec.replicas", replicas, FieldErrors.Negative));
        var selector = LabelSelectors.Of(spec["selector"u8]);
        var template = spec["template"u8];
        var labels = template["metadata"u8]["labels"u8];
        if (!spec["selector"u8].Exists) found.Add(FieldErrors.Required("spec.selector"));
        else if (selector.IsEmpty) found.Add(FieldErrors.InvalidRaw("spec.selector", spec["selector"u8].ToString(), $"empty selector is invalid for {now.Kind.ToLowerInvariant()}"));
        else if (!selector.Matches(labels))
            found.Add(FieldErrors.InvalidRaw("spec.template.metadata.labels", labels.Exists ? labels.ToString() : "null", "`selector` does not match template `labels`"));
        if (old is not null && !Draft.DeepEquals(spec["selector"u8], old.Spec["selector"u8]))
            found.Add(FieldErrors.InvalidRaw("spec.selector", spec["selector"u8].ToString(), FieldErrors.Immutable));
        PodSpec(found, "spec.template.spec", template["spec"u8]);
        if (template["spec"u8]["restartPolicy"u8].AsString() is { Length: > 0 } policy and not "Always")
            found.Add(FieldErrors.NotSupported("spec.template.spec.restartPolicy", policy, "Always"));
    }

    private static void PodSpec(List<StatusCause> found, string at, Node spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (spec["containers"u8].Count == 0) found.Add(FieldErrors.Required(at + ".containers"));
        foreach (var list in new[] { "initContainers", "containers" })
        {
            var position = 0;
            foreach (var container in spec[list].Items)
            {
                var place = $"{at}.{list}[{position++}]";
                var name = container["name"u8].AsString();
                if (name.Length == 0) found.Add(FieldErrors.Required(place + ".name"));
                else found.AddRange(Names.Dns1123Label(name).Select(e => FieldErrors.Invalid(place + ".name", name, e)));
                if (name.Length > 0 && !names.Add(name)) found.Add(FieldErrors.Duplicate(place + ".name", name));
                if (container["image"u8].AsString().Length == 0) found.Add(FieldErrors.Required(place + ".image"));
            }
        }
    }

    private static void Service(List<StatusCause> found, Document now)
    {
        var spec = now.Spec;
        if (spec["ports"u8].Count == 0 && spec["type"u8].AsString() != "ExternalName" && spec["clusterIP"u8].AsString() != "None")
            found.Add(FieldErrors.Required("spec.ports"));
        var position = 0;
        foreach (var port in spec["ports"u8].Items)
        {
            var at = $"spec.ports[{position++}]";
            if (spec["ports"u8].Count > 1 && port["name"u8].AsString().Length == 0) found.Add(FieldErrors.Required(at + ".name"));
            var number = port["port"u8].AsInt64();
            found.AddRange(Names.PortNumber(number).Select(e => FieldErrors.Invalid(at + ".port", number, e)));
        }
    }

    private static void Keys(List<StatusCause> found, string at, Node data)
    {
        foreach (var member in data.Members)
            found.AddRange(Names.ConfigKey(member.Name).Select(e => FieldErrors.Invalid($"{at}[{member.Name}]", member.Name, e)));
    }
}
