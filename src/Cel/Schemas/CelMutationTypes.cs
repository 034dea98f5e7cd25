namespace Timonier.Cel;

/// <summary>
/// The types of mutating policies: <c>Object</c> with a type for each of its fields by path (<c>Object.spec</c>),
/// whose fields take any value, and <c>JSONPatch</c>.
/// </summary>
public sealed class CelMutationTypes : ICelTypes
{
    public static readonly CelMutationTypes Instance = new();

    public static readonly CelType JsonPatch = CelType.Object(CelObjectType.Of("JSONPatch", new Dictionary<string, CelType>(StringComparer.Ordinal)
    {
        ["op"] = CelType.String,
        ["path"] = CelType.String,
        ["from"] = CelType.String,
        ["value"] = CelType.Dyn,
    }));

    /// <summary>What an applied configuration is.</summary>
    public static readonly CelType Object = CelType.Object(new AnyField("Object"));

    /// <summary>What a patch is.</summary>
    public static readonly CelType JsonPatches = CelType.List(JsonPatch);

    public CelType? Find(string name)
    {
        if (name == "JSONPatch") return JsonPatch;
        return name == "Object" || name.StartsWith("Object.", StringComparison.Ordinal) ? CelType.Object(new AnyField(name)) : null;
    }

    /// <summary>The first message whose type is not that of the field it is in; null when all are in their places.</summary>
    public static string? MisplacedType(CelValue value, string path = "Object")
    {
        if (value.Kind == CelKind.List)
        {
            var list = value.AsList();
            for (var i = 0; i < list.Count; i++)
                if (MisplacedType(list[i], path) is { } fault) return fault;
        }
        if (value.Kind != CelKind.Map || value.AsMap() is not CelMessage message) return null;
        if (message.Type.Name != path) return $"unexpected type name \"{message.Type.Name}\", expected \"{path}\", which matches field name path from root Object type";
        return message.Fields.Select(f => MisplacedType(f.Value, $"{path}.{f.Key}")).FirstOrDefault(f => f is not null);
    }

    private sealed class AnyField(string name) : CelObjectType(name)
    {
        public override CelField? Find(string name) => new(CelNames.Unescape(name), CelType.Dyn);
    }
}
