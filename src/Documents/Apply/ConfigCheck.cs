namespace Timonier.Documents;

/// <summary>Whether an applied configuration has the form of its kind; unlike other writes, apply refuses unknown fields.</summary>
public static class ConfigCheck
{
    /// <summary>Null when all is well, otherwise upstream's text.</summary>
    /// <param name="schema">The form.</param>
    /// <param name="config">What is applied.</param>
    /// <param name="hiding">Said in place of the values that are wrong, where they are nobody's business.</param>
    public static string? Mistakes(IPatchSchema schema, DraftObject config, string? hiding = null)
    {
        var found = new Findings(hiding);
        Value(found, "", schema, config);
        return found.Count switch
        {
            0 => null,
            1 => found[0],
            _ => "errors:\n  " + string.Join("\n  ", found),
        };
    }

    private static void Value(Findings found, string path, IPatchSchema schema, Draft value)
    {
        if (value.Kind == NodeKind.Null) return;
        switch (schema.Shape)
        {
            case PlaceShape.Struct or PlaceShape.Map when value is DraftObject members:
                foreach (var (name, member) in members)
                {
                    if (schema.Field(name) is { } field) Value(found, $"{path}.{name}", field, member);
                    else found.Add($"{path}.{name}: field not declared in schema");
                }
                return;
            case PlaceShape.List when value is DraftArray items:
                Items(found, path, schema, items);
                return;
            default:
                if (Mistake(schema.Shape, value) is var (wanted, got)) found.Add($"{(path.Length == 0 ? "" : $"{path}: ")}expected {wanted}, got {found.Hiding ?? got}");
                return;
        }
    }

    private static void Items(Findings found, string path, IPatchSchema list, DraftArray items)
    {
        var seen = new HashSet<FieldStep>();
        for (var i = 0; i < items.Count; i++)
        {
            var step = FieldStep.Index(i);
            if (ListItems.AreSeparate(list))
            {
                if (ListItems.StepOf(list, items[i], out var why) is not { } told)
                {
                    found.Add($"{path}: element {step.Name}: {why}");
                    continue;
                }
                step = told;
                if (!seen.Add(step)) found.Add($"{path}: duplicate entries for key {step}");
            }
            if (list.Item is { } item) Value(found, path + step, item, items[i]);
        }
    }

    private static (string Wanted, string Got)? Mistake(PlaceShape shape, Draft value) => shape switch
    {
        PlaceShape.Struct or PlaceShape.Map => ("map", Shown(value)),
        PlaceShape.List => ("list", Shown(value)),
        PlaceShape.Number when value.Kind != NodeKind.Number => ("numeric (int or float)", GoType(value)),
        PlaceShape.Text when value.Kind != NodeKind.String => ("string", $"&value.valueUnstructured{{Value:{GoText(value)}}}"),
        PlaceShape.Truth when value.Kind is not (NodeKind.True or NodeKind.False) => ("boolean", Shown(value)),
        PlaceShape.Scalar when value is not DraftScalar => ("any scalar", Shown(value)),
        _ => null,
    };

    private static string Shown(Draft value) => $"&{{{(value as DraftScalar)?.Text ?? GoText(value)}}}";

    private static string GoText(Draft value) => value switch
    {
        DraftObject map => $"map[{string.Join(' ', map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{GoText(m.Value)}"))}]",
        DraftArray list => $"[{string.Join(' ', list.Select(GoText))}]",
        DraftScalar { Kind: NodeKind.String } text => Kernel.GoText.Quote(text.Text),
        _ => value.ToString(),
    };

    private static string GoType(Draft value) => value.Kind switch
    {
        NodeKind.String => "string",
        NodeKind.Object => "map[string]interface {}",
        NodeKind.Array => "[]interface {}",
        _ => "bool",
    };

    private sealed class Findings(string? hiding) : List<string>
    {
        public string? Hiding => hiding;
    }
}
