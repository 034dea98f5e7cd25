using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

/// <summary>What holds for the metadata of every kind.</summary>
internal static class ObjectRules
{
    public static List<StatusCause> Check(Kind kind, Document now)
    {
        var causes = new List<StatusCause>();
        if (now.Name.Length == 0) causes.Add(FieldErrors.Required("metadata.name", "name or generateName is required"));
        else if (kind.Group == "rbac.authorization.k8s.io") CheckPathSegment(now.Name, causes);
        else foreach (var fault in NameFaults(kind, now.Name)) causes.Add(FieldErrors.Invalid("metadata.name", now.Name, fault));
        foreach (var label in now.Metadata["labels"u8].Members)
        {
            foreach (var fault in Names.LabelKey(label.Name)) causes.Add(FieldErrors.Invalid("metadata.labels", label.Name, fault));
            foreach (var fault in Names.LabelValue(label.Value.AsString())) causes.Add(FieldErrors.Invalid("metadata.labels", label.Value.AsString(), fault));
        }
        return causes;
    }

    private static string[] NameFaults(Kind kind, string name) => kind.Plural switch
    {
        "namespaces" => Names.Dns1123Label(name),
        "services" => Names.Dns1035Label(name),
        _ => Names.Dns1123Subdomain(name),
    };

    private static void CheckPathSegment(string name, List<StatusCause> causes)
    {
        if (name is "." or "..") causes.Add(FieldErrors.Invalid("metadata.name", name, $"may not be '{name}'"));
        foreach (var illegal in (string[])["/", "%"])
            if (name.Contains(illegal, StringComparison.Ordinal)) causes.Add(FieldErrors.Invalid("metadata.name", name, $"may not contain '{illegal}'"));
    }
}
