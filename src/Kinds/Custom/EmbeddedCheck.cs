using System.Globalization;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

/// <summary>Objects within objects say what they are, and their metadata is in order.</summary>
internal static class EmbeddedCheck
{
    public static void Within(SchemaNode schema, Node value, string path, List<StatusCause> found)
    {
        if (value.IsObject)
        {
            foreach (var member in value.Members)
                if (schema.Member(member.Name) is { } inside) Any(inside, member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", found);
        }
        else if (value.IsArray && schema.Items is { } items)
        {
            var i = 0;
            foreach (var item in value.Items) Any(items, item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i++}]"), found);
        }
    }

    private static void Any(SchemaNode schema, Node value, string path, List<StatusCause> found)
    {
        if (schema.Embedded && value.IsObject) Resource(new Place(found, path, value));
        Within(schema, value, path, found);
    }

    private static void Resource(Place resource)
    {
        foreach (var name in (string[])["apiVersion", "kind"])
            if (resource[name].Text.Length == 0) resource[name].Required("must not be empty");
        var metadata = resource["metadata"];
        if (metadata.Exists && metadata["name"].Text.Length > 0) metadata["name"].InvalidEach(Validation.PathSegment(metadata["name"].Text));
        Validation.Labels(metadata["labels"]);
        Validation.Annotations(metadata["annotations"]);
        Validation.Owners(metadata["ownerReferences"]);
        Validation.Finalizers(metadata["finalizers"], old: null);
    }
}
