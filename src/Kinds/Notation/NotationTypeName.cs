namespace Timonier.Kinds.Notation;

/// <summary>The type of a field: <c>int32?</c>, <c>[]Container</c>, <c>map[quantity]</c>, <c>meta.ObjectMeta</c>.</summary>
internal sealed class NotationTypeName
{
    private NotationTypeName(string name, NotationTypeName? item, bool isMap, bool optional)
    {
        Name = name;
        Item = item;
        IsMap = isMap;
        Optional = optional;
    }

    /// <summary>A scalar's or an object type's name; empty for lists and maps.</summary>
    public string Name { get; }
    public NotationTypeName? Item { get; }
    public bool IsMap { get; }
    public bool IsList => Item != null && !IsMap;

    /// <summary>Go holds a pointer, so that empty and absent differ.</summary>
    public bool Optional { get; }

    public static NotationTypeName Parse(string text)
    {
        var optional = text.Length > 0 && text[text.Length - 1] == '?';
        if (optional) text = text.Substring(0, text.Length - 1);
        if (text.StartsWith("[]", StringComparison.Ordinal))
            return new NotationTypeName("", Parse(text.Substring(2)), false, optional);
        if (text.StartsWith("map[", StringComparison.Ordinal))
            return new NotationTypeName("", Parse(text.Substring(4, text.Length - 5)), true, optional);
        return new NotationTypeName(text, null, false, optional);
    }
}
