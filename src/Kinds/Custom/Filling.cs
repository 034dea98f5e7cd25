using Timonier.Documents;

namespace Timonier.Kinds.Custom;

/// <summary>Puts the defaults of a schema where nothing stands.</summary>
internal static class Filling
{
    /// <summary>Changes <paramref name="value"/> in place; a null that may not be there counts as nothing when there is a default.</summary>
    /// <param name="known">A document of the kind: what is untouched of it has its defaults.</param>
    public static void In(SchemaNode schema, Draft value, Document? known = null)
    {
        if (!schema.HasDefaults || value.IsAsIn(known)) return;
        switch (value)
        {
            case DraftObject nested:
                foreach (var (name, member) in schema.Properties)
                    if (member.Default is { } standard && IsMissing(nested, name, member)) nested[name] = standard.Clone();
                foreach (var (name, member) in nested)
                    if (schema.Member(name) is { } inside) In(inside, member, known);
                if (schema.Additional is { Nullable: false, Default: { } filling })
                    foreach (var name in nested.Where(m => m.Value.Kind == NodeKind.Null).Select(m => m.Key).ToList())
                        if (!schema.Properties.ContainsKey(name)) nested[name] = filling.Clone();
                break;
            case DraftArray list when schema.Items is { } items:
                for (var i = 0; i < list.Count; i++)
                    if (list[i].Kind == NodeKind.Null && items is { Nullable: false, Default: { } standard }) list[i] = standard.Clone();
                    else In(items, list[i], known);
                break;
            default:
                break;
        }
    }

    private static bool IsMissing(DraftObject value, string name, SchemaNode member) =>
        !value.TryGet(name, out var present) || (present.Kind == NodeKind.Null && !member.Nullable);
}
