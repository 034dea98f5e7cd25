namespace Timonier.Kinds.OpenApi;

/// <summary>The paths that a kind is offered under. kubectl looks up by their operations what can be done with a kind.</summary>
internal static class KindPaths
{
    // Deleting one of these answers with the object, not with a Status.
    private static readonly HashSet<string> AnsweredWithObject = new(StringComparer.Ordinal)
    {
        "PersistentVolume", "PersistentVolumeClaim", "Pod", "PodTemplate", "ResourceQuota", "Service", "ServiceAccount",
        "CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass",
        "DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice",
    };

    public static IReadOnlyList<string> WatchTypes { get; } = [.. new SpecOperation("", "", "", "", "").Gives, "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];
    private static readonly string[] PatchTypes = ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml"];
    private static readonly string[] CustomPatchTypes = [.. PatchTypes.Where(t => !t.Contains("strategic", StringComparison.Ordinal))];

    public static IEnumerable<SpecPath> Of(Kind kind, KindCatalogue catalogue)
    {
        var root = $"/{SpecNames.Root(kind.Group, kind.Version)}";
        var collection = kind.Namespaced ? $"{root}/namespaces/{{namespace}}/{kind.Plural}" : $"{root}/{kind.Plural}";
        if (kind.Namespaced && kind.Allows("list")) yield return new SpecPath($"{root}/{kind.Plural}", [SpecParameter.Pretty], [List(kind, everywhere: true)]);
        yield return new SpecPath(collection, Around(kind), [.. OnCollection(kind)]);
        if (kind.Allows("get")) yield return new SpecPath($"{collection}/{{name}}", Around(kind, named: true), [.. OnObject(kind)]);
        if (kind.Allows("watch"))
            foreach (var path in WatchPaths.Of(kind, root)) yield return path;
        foreach (var sub in kind.Subresources)
        {
            if (SubresourcePaths.Connects(sub))
            {
                foreach (var path in SubresourcePaths.OfConnect(kind, sub, collection, catalogue)) yield return path;
            }
            else
            {
                yield return new SpecPath($"{collection}/{{name}}/{sub.Name}", Around(kind, named: true), [.. SubresourcePaths.Operations(kind, sub, catalogue)]);
            }
        }
    }

    public static List<SpecParameter> Around(Kind kind, bool named = false)
    {
        var around = new List<SpecParameter>();
        if (named) around.Add(SpecParameter.NameOf(kind));
        if (kind.Namespaced) around.Add(SpecParameter.Namespace);
        around.Add(SpecParameter.Pretty);
        return around;
    }

    /// <summary>An operation on a kind or a part of it, without its bodies.</summary>
    public static SpecOperation Operation(string method, string action, string verb, string description, Kind kind, string suffix = "") =>
        new(method, action, $"{verb}{(kind.Namespaced ? "Namespaced" : "")}{kind.Name}{suffix}", description, $"{SpecNames.Tag(kind.Group)}_{kind.Version}")
        {
            About = (kind.Group, kind.Version, kind.Name),
        };

    /// <summary>A verb with the group version after it, as operations begin: <c>readAppsV1</c>.</summary>
    public static string Verb(string verb, Kind kind) => $"{verb}{SpecNames.Group(kind.Group)}{SpecNames.Capital(kind.Version)}";

    public static SpecOperation Patching(Kind kind, SpecOperation operation, string answer) =>
        operation with { Parameters = SpecParameter.OfPatch, Body = SpecNames.Patch, Takes = kind.IsCustom ? CustomPatchTypes : PatchTypes, Answer = answer, Codes = [200, 201] };

    private static SpecOperation List(Kind kind, bool everywhere = false)
    {
        var operation = Operation("get", "list", Verb("list", kind), $"Lists or watches {kind.Plural}.", kind);
        if (everywhere) operation = operation with { Id = $"{Verb("list", kind)}{kind.Name}ForAllNamespaces" };
        return operation with { Parameters = SpecParameter.OfList, Answer = SpecNames.OfList(kind), Gives = WatchTypes };
    }

    private static IEnumerable<SpecOperation> OnCollection(Kind kind)
    {
        var schema = kind.Schema.SchemaName;
        if (kind.Allows("list")) yield return List(kind);
        if (kind.Allows("create"))
            yield return Operation("post", "post", Verb("create", kind), $"Creates a {kind.Name}.", kind) with { Parameters = SpecParameter.OfWrite, Body = schema, Answer = schema, Codes = [200, 201, 202] };
        if (kind.Allows("deletecollection"))
        {
            var operation = Operation("delete", "deletecollection", Verb("delete", kind) + "Collection", $"Deletes all {kind.Plural} that are selected.", kind);
            yield return Deleting(operation, $"{SpecNames.Meta}.Status") with { Parameters = SpecParameter.OfDeleteCollection, Codes = [200] };
        }
    }

    private static IEnumerable<SpecOperation> OnObject(Kind kind)
    {
        var schema = kind.Schema.SchemaName;
        yield return Operation("get", "get", Verb("read", kind), $"Reads a {kind.Name}.", kind) with { Answer = schema };
        if (kind.Allows("update"))
            yield return Operation("put", "put", Verb("replace", kind), $"Replaces a {kind.Name}.", kind) with { Parameters = SpecParameter.OfWrite, Body = schema, Answer = schema, Codes = [200, 201] };
        if (kind.Allows("patch")) yield return Patching(kind, Operation("patch", "patch", Verb("patch", kind), $"Changes parts of a {kind.Name}.", kind), schema);
        if (kind.Allows("delete"))
            yield return Deleting(Operation("delete", "delete", Verb("delete", kind), $"Deletes a {kind.Name}.", kind), AnsweredWithObject.Contains(kind.Name) ? schema : $"{SpecNames.Meta}.Status");
    }

    private static SpecOperation Deleting(SpecOperation operation, string answer) =>
        operation with { Parameters = SpecParameter.OfDelete, Body = $"{SpecNames.Meta}.DeleteOptions", BodyRequired = false, Answer = answer, Codes = [200, 202] };
}
