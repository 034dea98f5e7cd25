namespace Timonier.Cel.Functions;

/// <summary>Reading an item by position or key, and a field by name, with and without an optional around it.</summary>
internal static class Indexing
{
    public static CelValue Get(in CelValue container, in CelValue index)
    {
        if (container.Kind == CelKind.List)
        {
            if (!TryPosition(index, out var position)) return CelValue.Error($"unsupported index type '{index.Type.Name}' in list");
            var list = container.AsList();
            return position < 0 || position >= list.Count ? CelValue.Error($"index out of bounds: {position}") : list[(int)position];
        }
        // What has no items lacks this one, too.
        return container.Kind == CelKind.Map && container.AsMap().TryFind(index, out var value) ? value : NoSuchKey(CelText.OfKey(index));
    }

    public static CelValue GetOptional(in CelValue container, in CelValue index)
    {
        var held = container;
        if (container.Kind == CelKind.Optional && !container.TryGetOptional(out held)) return CelValue.NoValue;
        if (held.Kind == CelKind.List)
            return TryPosition(index, out var position) && position >= 0 && position < held.AsList().Count ? Wrap(held.AsList()[(int)position]) : CelValue.NoValue;
        return held.Kind == CelKind.Map && held.AsMap().TryFind(index, out var value) ? Wrap(value) : CelValue.NoValue;
    }

    public static CelValue GetField(in CelValue container, string field)
    {
        if (container.Kind == CelKind.Optional) return GetOptionalField(container, field);
        if (container.Kind == CelKind.List) return CelValue.Error("unsupported index type 'string' in list");
        return container.Kind == CelKind.Map && container.AsMap().TryFindField(field, out var value) ? value : NoSuchKey(field);
    }

    public static CelValue GetOptionalField(in CelValue container, string field)
    {
        var held = container;
        if (container.Kind == CelKind.Optional && !container.TryGetOptional(out held)) return CelValue.NoValue;
        return held.Kind == CelKind.Map && held.AsMap().TryFindField(field, out var value) ? Wrap(value) : CelValue.NoValue;
    }

    public static CelValue NoSuchKey(string key) => CelValue.Error($"no such key: {key}");

    private static CelValue Wrap(in CelValue value) => value.Kind is CelKind.Error or CelKind.Optional ? value : CelValue.Optional(value);

    /// <summary>A whole number of any kind may say a position.</summary>
    private static bool TryPosition(in CelValue index, out long position)
    {
        position = index.AsInt();
        if (index.Kind == CelKind.Int) return true;
        if (!index.IsNumber || (index.Kind == CelKind.Double && index.AsDouble() != Math.Floor(index.AsDouble()))) return false;
        var whole = CelNumbers.ToInt(index);
        position = whole.AsInt();
        return !whole.IsError;
    }
}
