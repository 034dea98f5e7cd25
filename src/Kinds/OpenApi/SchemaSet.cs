namespace Timonier.Kinds.OpenApi;

/// <summary>The schemas that a document must hold: those its paths name, and all that these refer to.</summary>
internal sealed class SchemaSet
{
    public SortedDictionary<string, ObjectType> Types { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, Kind> Lists { get; } = new(StringComparer.Ordinal);
    public SortedSet<string> Scalars { get; } = new(StringComparer.Ordinal);

    public static SchemaSet Of(IEnumerable<SpecPath> paths, KindCatalogue catalogue)
    {
        var set = new SchemaSet();
        var kinds = catalogue.Known.ToDictionary(k => k.Schema.SchemaName, StringComparer.Ordinal);
        var lists = catalogue.All.Where(k => k.Allows("list")).ToDictionary(SpecNames.OfList, StringComparer.Ordinal);
        foreach (var name in paths.SelectMany(p => p.Operations).SelectMany(o => (string[])[o.Body, o.Answer]).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (kinds.TryGetValue(name, out var kind)) set.Reach(kind.Schema);
            else if (lists.TryGetValue(name, out var listed)) set.ReachList(name, listed, catalogue);
            else set.Scalars.Add(name);
        }
        return set;
    }

    private void ReachList(string name, Kind kind, KindCatalogue catalogue)
    {
        Lists.Add(name, kind);
        Reach(kind.Schema);
        Reach(catalogue.FindType("meta.ListMeta")!);
    }

    private void Reach(ObjectType type)
    {
        if (!Types.TryAdd(type.SchemaName, type) || type.Choice) return;
        foreach (var field in type.Fields)
        {
            var inside = field.Type;
            while (inside.Item is { } item) inside = item;
            if (inside.Object is { } nested) Reach(nested);
            else if (SpecNames.OfScalar(type, inside) is { } scalar) Scalars.Add(scalar);
        }
    }
}
