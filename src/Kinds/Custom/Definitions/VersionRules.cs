using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom.Definitions;

/// <summary>What stands in each version of a definition: its schema, subresources, columns and selectable fields.</summary>
internal static class VersionRules
{
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    public static void Check(Place spec)
    {
        var versions = spec["versions"].Items.ToList();
        foreach (var version in versions)
        {
            if (!version["schema"]["openAPIV3Schema"].Exists) version["schema"]["openAPIV3Schema"].Required("schemas are required");
            Deprecation(version);
        }
        foreach (var schema in Parts(spec, versions, "schema", "validation")) Schema(schema["openAPIV3Schema"]);
        foreach (var subresources in Parts(spec, versions, "subresources", "subresources")) Scale(subresources["scale"]);
        foreach (var columns in Parts(spec, versions, "additionalPrinterColumns", "additionalPrinterColumns"))
            foreach (var column in columns.Items) Column(column);
        foreach (var (version, fields) in versions.Zip(Each(spec, versions, "selectableFields", "selectableFields")))
            if (fields.Exists) SelectableRules.Check(fields, version["schema"]["openAPIV3Schema"]);
    }

    // What all versions say alike is said of the definition as a whole.
    private static IEnumerable<Place> Parts(Place spec, List<Place> versions, string name, string common) => Each(spec, versions, name, common).Where(p => p.Exists).DistinctBy(p => p.Path);

    private static List<Place> Each(Place spec, List<Place> versions, string name, string common)
    {
        var same = versions.TrueForAll(v => Draft.DeepEquals(v[name].Node, versions[0][name].Node));
        return [.. versions.Select(v => same ? v[name] with { Path = $"{spec.Path}.{common}" } : v[name])];
    }

    private static void Schema(Place schema)
    {
        if (!schema.Exists) return;
        if (schema["nullable"].Node.AsBool()) schema["nullable"].Forbidden("nullable cannot be true at the root");
        var mistakes = StructuralRules.Of(schema);
        if (mistakes.Count > 0) schema.Found.AddRange(mistakes);
        else DefaultRules.Check(schema);
        SchemaRules.Check(schema, isRoot: true);
    }

    private static void Deprecation(Place version)
    {
        var warning = version["deprecationWarning"];
        if (!warning.Exists) return;
        if (!version["deprecated"].Node.AsBool())
        {
            warning.Invalid("can only be set for deprecated versions");
            return;
        }
        if (System.Text.Encoding.UTF8.GetByteCount(warning.Text) > 256) warning.Invalid("must be <= 256 characters long");
        if (warning.Text.Length == 0) warning.Invalid("must not be an empty string");
        var at = 0;
        foreach (var rune in warning.Text.EnumerateRunes())
        {
            if (!GoText.IsPrintable(rune))
            {
                warning.Invalid($"must only contain printable UTF-8 characters; non-printable character found at index {at}");
                break;
            }
            at += rune.Utf8SequenceLength;
        }
    }

    private static void Scale(Place scale)
    {
        if (!scale.Exists) return;
        Path(scale["specReplicasPath"], ".spec", required: true);
        Path(scale["statusReplicasPath"], ".status", required: true);
        var selector = scale["labelSelectorPath"];
        if (selector.Text.Length == 0) return;
        if (Simple(selector) && !selector.Text.StartsWith(".status.", StringComparison.Ordinal) && !selector.Text.StartsWith(".spec.", StringComparison.Ordinal))
            selector.Invalid("should be a json path under either .spec or .status");
    }

    private static void Path(Place path, string parent, bool required)
    {
        if (path.Text.Length == 0 && required) path.Required();
        else if (Simple(path) && !path.Text.StartsWith(parent + ".", StringComparison.Ordinal)) path.Invalid($"should be a json path under {parent}");
    }

    internal static bool Simple(Place path)
    {
        if (path.Text.Length == 0) path.Invalid("must not be empty");
        else if (path.Text[0] != '.') path.Invalid("must be a simple json path starting with .");
        else return true;
        return false;
    }

    private static void Column(Place column)
    {
        var (type, format, path) = (column["type"], column["format"], column["jsonPath"]);
        column["name"].RequiredText();
        if (type.Text.Length == 0) type.Required($"must be one of {string.Join(',', ColumnTypes)}");
        else if (!ColumnTypes.Contains(type.Text)) type.Invalid($"must be one of {string.Join(',', ColumnTypes)}");
        if (format.Text.Length > 0 && !ColumnFormats.Contains(format.Text)) format.Invalid($"must be one of {string.Join(',', ColumnFormats)}");
        if (path.Text.Length == 0) path.Required();
        else if (Simple(path) && JsonPath.Parse(path.Text) is { Path: null } wrong) path.Invalid($"must be a simple json path starting with .: {wrong.Fault}");
    }
}
