using System.Text.Json;

namespace Timonier.Kinds;

public static partial class OpenApi
{
    // Method, action and verb of what a path offers. kubectl looks up the kind of a path by these.
    private static readonly (string Method, string Action, string Verb)[] OnCollection =
        [("get", "list", "list"), ("post", "post", "create"), ("delete", "deletecollection", "deletecollection")];
    private static readonly (string Method, string Action, string Verb)[] OnObject =
        [("get", "get", "get"), ("put", "put", "update"), ("patch", "patch", "patch"), ("delete", "delete", "delete")];
    private static readonly (string Method, string Action, string Verb)[] OnSubresource =
        [("get", "get", "get"), ("post", "post", "create"), ("put", "put", "update"), ("patch", "patch", "patch"), ("delete", "delete", "delete")];
    private static readonly string[] PatchTypes =
        ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json"];

    private static void Paths(Utf8JsonWriter writer, string root, Kind kind)
    {
        var collection = kind.Namespaced ? $"{root}/namespaces/{{namespace}}/{kind.Plural}" : $"{root}/{kind.Plural}";
        if (kind.Namespaced && kind.Allows("list")) Path(writer, $"{root}/{kind.Plural}", kind, OnCollection[..1], kind.Verbs, kind);
        Path(writer, collection, kind, OnCollection, kind.Verbs, kind);
        if (kind.Allows("get")) Path(writer, $"{collection}/{{name}}", kind, OnObject, kind.Verbs, kind);
        foreach (var sub in kind.Subresources)
        {
            var body = KindCatalogue.BuiltIn.FindKind(sub.Group.Length == 0 ? sub.Version : $"{sub.Group}/{sub.Version}", sub.Kind);
            Path(writer, $"{collection}/{{name}}/{sub.Name}", kind, OnSubresource, sub.Verbs, body, sub);
        }
    }

    private static void Path(
        Utf8JsonWriter writer, string path, Kind kind, (string Method, string Action, string Verb)[] offers, IReadOnlyCollection<string> verbs, Kind? body, Subresource? sub = null)
    {
        writer.WriteStartObject(path);
        foreach (var (method, action, verb) in offers)
            if (verbs.Contains(verb)) Operation(writer, path, method, action, kind, body, sub);
        writer.WriteStartArray("parameters");
        if (path.Contains("{name}", StringComparison.Ordinal)) Parameter(writer, "name", "path", "string");
        if (path.Contains("{namespace}", StringComparison.Ordinal)) Parameter(writer, "namespace", "path", "string");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Operation(Utf8JsonWriter writer, string path, string method, string action, Kind kind, Kind? body, Subresource? sub)
    {
        var schema = action switch
        {
            "list" => $"{kind.Schema.SchemaName}List",
            "delete" or "deletecollection" => $"{Meta}.Status",
            _ => body?.Schema.SchemaName,
        };
        writer.WriteStartObject(method);
        writer.WriteString("operationId", OperationId(path, action, kind, sub));
        Parameters(writer, action);
        if (action is "post" or "put" && schema is not null) Content(writer, "requestBody", ["*/*"], schema);
        if (action == "patch") Content(writer, "requestBody", PatchTypes, $"{Meta}.Patch");
        writer.WriteStartObject("responses");
        if (schema is not null) Content(writer, "200", ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"], schema);
        else Described(writer, "200", "OK");
        Described(writer, "401", "Unauthorized");
        writer.WriteEndObject();
        writer.WriteString("x-kubernetes-action", action);
        KindName(writer, sub?.Group ?? kind.Group, sub?.Version ?? kind.Version, sub?.Kind ?? kind.Name);
        writer.WriteEndObject();
    }

    private static string OperationId(string path, string action, Kind kind, Subresource? sub)
    {
        var scope = path.Contains("{namespace}", StringComparison.Ordinal) ? "Namespaced" : "";
        var everywhere = action == "list" && kind.Namespaced && scope.Length == 0 ? "ForAllNamespaces" : "";
        var group = kind.Group.Length == 0 ? "Core" : Capital(kind.Group.Split('.')[0]);
        return $"{action}{group}{Capital(kind.Version)}{scope}{kind.Name}{(sub is null ? "" : Capital(sub.Name))}{everywhere}";
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static void Parameters(Utf8JsonWriter writer, string action)
    {
        writer.WriteStartArray("parameters");
        if (action is "post" or "put" or "patch")
            foreach (var name in (string[])["dryRun", "fieldManager", "fieldValidation"]) Parameter(writer, name, "query", "string");
        if (action == "patch") Parameter(writer, "force", "query", "boolean");
        if (action is "list" or "deletecollection")
        {
            foreach (var name in (string[])["continue", "fieldSelector", "labelSelector", "resourceVersion", "resourceVersionMatch"]) Parameter(writer, name, "query", "string");
            foreach (var name in (string[])["limit", "timeoutSeconds"]) Parameter(writer, name, "query", "integer");
        }
        if (action == "list")
            foreach (var name in (string[])["allowWatchBookmarks", "sendInitialEvents", "watch"]) Parameter(writer, name, "query", "boolean");
        if (action is "delete")
        {
            foreach (var name in (string[])["dryRun", "propagationPolicy"]) Parameter(writer, name, "query", "string");
            Parameter(writer, "gracePeriodSeconds", "query", "integer");
        }
        writer.WriteEndArray();
    }

    private static void Parameter(Utf8JsonWriter writer, string name, string place, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("in", place);
        if (place == "path") writer.WriteBoolean("required", true);
        writer.WriteStartObject("schema");
        writer.WriteString("type", type);
        writer.WriteBoolean("uniqueItems", true);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Content(Utf8JsonWriter writer, string name, string[] mediaTypes, string schema)
    {
        writer.WriteStartObject(name);
        if (name == "200") writer.WriteString("description", "OK");
        writer.WriteStartObject("content");
        foreach (var type in mediaTypes)
        {
            writer.WriteStartObject(type);
            writer.WriteStartObject("schema");
            writer.WriteString("$ref", $"#/components/schemas/{schema}");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Described(Utf8JsonWriter writer, string code, string text)
    {
        writer.WriteStartObject(code);
        writer.WriteString("description", text);
        writer.WriteEndObject();
    }
}
