namespace Timonier.Kinds.OpenApi;

/// <summary>The paths under an object: parts of it that are read and written alone, and the ways into what runs.</summary>
internal static class SubresourcePaths
{
    private static readonly Dictionary<string, string[]> Methods = new(StringComparer.Ordinal)
    {
        ["get"] = ["get", "head", "options"],
        ["create"] = ["post"],
        ["update"] = ["put"],
        ["patch"] = ["patch"],
        ["delete"] = ["delete"],
    };

    /// <summary>True where the server stands aside after the first words, as for exec and proxy.</summary>
    public static bool Connects(Subresource sub) => sub.Kind.EndsWith("Options", StringComparison.Ordinal);

    public static IEnumerable<SpecOperation> Operations(Kind kind, Subresource sub, KindCatalogue catalogue)
    {
        var name = SpecNames.Capital(sub.Name);
        var schema = BodyOf(sub, catalogue)?.Schema.SchemaName ?? "";
        foreach (var verb in sub.Verbs)
        {
            var operation = verb switch
            {
                "get" when sub.Name == "log" => Log(kind, catalogue),
                "get" => Named("get", "get", "read", $"Reads the {sub.Name} of a {kind.Name}.") with { Answer = schema },
                "create" => Written(Named("post", "post", "create", $"Creates the {sub.Name} of a {kind.Name}."), [200, 201, 202]),
                "update" => Written(Named("put", "put", "replace", $"Replaces the {sub.Name} of a {kind.Name}."), [200, 201]),
                "patch" => KindPaths.Patching(kind, Named("patch", "patch", "patch", $"Changes the {sub.Name} of a {kind.Name} in parts."), schema),
                _ => throw new FormatException($"{kind} offers {verb} on {sub.Name}, which has no words here"),
            };
            yield return operation with { About = (sub.Group, sub.Version, sub.Kind) };
        }

        SpecOperation Named(string method, string action, string verb, string description) =>
            KindPaths.Operation(method, action, KindPaths.Verb(verb, kind), description, kind, name);
        SpecOperation Written(SpecOperation operation, int[] codes) => operation with { Parameters = SpecParameter.OfWrite, Body = schema, Answer = schema, Codes = codes };
    }

    public static IEnumerable<SpecPath> OfConnect(Kind kind, Subresource sub, string collection, KindCatalogue catalogue)
    {
        var around = KindPaths.Around(kind, named: true);
        around.Remove(SpecParameter.Pretty);
        var options = BodyOf(sub, catalogue) is { } body ? [.. Queries(body.Schema)] : new List<SpecParameter>();
        var path = $"{collection}/{{name}}/{sub.Name}";
        yield return new SpecPath(path, [.. around, .. options], [.. Connects(kind, sub, "")]);
        if (sub.Name != "proxy") yield break;
        var further = new SpecParameter("path", "string", "Path of the request there.", Shared: false, InPath: true);
        yield return new SpecPath($"{path}/{{path}}", [.. around, further, .. options], [.. Connects(kind, sub, "WithPath")]);
    }

    private static IEnumerable<SpecOperation> Connects(Kind kind, Subresource sub, string suffix)
    {
        foreach (var method in sub.Verbs.SelectMany(v => sub.Name == "proxy" ? Methods[v] : Methods[v][..1]).Order(StringComparer.Ordinal))
        {
            var verb = KindPaths.Verb("connect", kind) + SpecNames.Capital(method);
            yield return KindPaths.Operation(method, "connect", verb, $"Connects to the {sub.Name} of a {kind.Name}.", kind, SpecNames.Capital(sub.Name) + suffix) with
            {
                Gives = ["*/*"],
                About = (sub.Group, sub.Version, sub.Kind),
            };
        }
    }

    private static SpecOperation Log(Kind kind, KindCatalogue catalogue) =>
        KindPaths.Operation("get", "get", KindPaths.Verb("read", kind), $"Reads the log of a {kind.Name}.", kind, "Log") with
        {
            Parameters = [.. Queries(catalogue.FindKind(kind.ApiVersion, "PodLogOptions")!.Schema)],
            Gives = ["text/plain", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf"],
        };

    // What is no plain value cannot stand in a query.
    private static IEnumerable<SpecParameter> Queries(ObjectType options) => options.Fields
        .Where(f => f.Name is not ("apiVersion" or "kind") && f.Type.Shape is not FieldShape.Time)
        .Select(f => new SpecParameter(f.Name, TypeOf(f.Type), f.Description, Shared: false));

    private static string TypeOf(FieldType type) => type.Shape switch
    {
        FieldShape.Bool => "boolean",
        FieldShape.Int32 or FieldShape.Int64 => "integer",
        FieldShape.List => TypeOf(type.Item!),
        _ => "string",
    };

    private static Kind? BodyOf(Subresource sub, KindCatalogue catalogue) =>
        catalogue.FindKind(sub.Group.Length == 0 ? sub.Version : $"{sub.Group}/{sub.Version}", sub.Kind);
}
