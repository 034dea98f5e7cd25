using System.Globalization;

namespace Timonier.Kinds.OpenApi;

/// <summary>Names that clients know: of schemas, of operations, and of the groups that operations are sorted into.</summary>
internal static class SpecNames
{
    public const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1";
    public const string Patch = $"{Meta}.Patch";
    public const string Time = $"{Meta}.Time";
    public const string MicroTime = $"{Meta}.MicroTime";
    public const string Duration = $"{Meta}.Duration";
    public const string Fields = $"{Meta}.FieldsV1";
    public const string Quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    public const string IntOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    public const string Raw = "io.k8s.apimachinery.pkg.runtime.RawExtension";
    public const string AnyJson = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON";
    public const string VersionInfo = "io.k8s.apimachinery.pkg.version.Info";

    /// <summary>The schema of a value that has no fields of its own but more than a type; null for the plain ones.</summary>
    public static string? OfScalar(ObjectType owner, FieldType type) => type.Shape switch
    {
        FieldShape.Quantity => Quantity,
        FieldShape.IntOrString => IntOrString,
        FieldShape.Time => Time,
        FieldShape.MicroTime => MicroTime,
        FieldShape.Duration => Duration,
        FieldShape.Raw when owner.Alias == "apiextensions" => AnyJson,
        FieldShape.Raw when owner.Name == "ManagedFieldsEntry" => Fields,
        FieldShape.Raw => Raw,
        _ => null,
    };

    public static string OfList(Kind kind) => $"{kind.Schema.SchemaName}List";

    /// <summary>The path of a group version without the slash before it: <c>api/v1</c>, <c>apis/apps/v1</c>.</summary>
    public static string Root(string group, string version) => group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";

    /// <summary>A group as operations name it: <c>Core</c>, <c>Apps</c>, <c>RbacAuthorization</c>.</summary>
    public static string Group(string group)
    {
        if (group.Length == 0) return "Core";
        var own = group.EndsWith(".k8s.io", StringComparison.Ordinal) ? group[..^".k8s.io".Length] : group;
        return string.Concat(own.Split('.').Select(Capital));
    }

    public static string Tag(string group)
    {
        var name = Group(group);
        return char.ToLower(name[0], CultureInfo.InvariantCulture) + name[1..];
    }

    public static string Capital(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
}
