using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>A field under validation: its value, its path in upstream's notation, and the list that takes what is wrong with it.</summary>
internal readonly record struct Place(List<StatusCause> Found, string Path, Node Node)
{
    public bool Exists => !Node.IsNullOrMissing;
    public string Text => Node.AsString();
    public long Number => Node.AsInt64();
    public int Count => Node.Count;

    public Place this[string name] => new(Found, Path.Length == 0 ? name : $"{Path}.{name}", Node[name]);

    public IEnumerable<Place> Items
    {
        get
        {
            var items = new List<Place>();
            foreach (var item in Node.Items) items.Add(new Place(Found, $"{Path}[{items.Count}]", item));
            return items;
        }
    }

    /// <summary>The members of a map: the key as path, as <c>data[key]</c>.</summary>
    public IEnumerable<(string Key, Place Value)> Entries
    {
        get
        {
            var entries = new List<(string, Place)>();
            foreach (var member in Node.Members) entries.Add((member.Name, new Place(Found, $"{Path}[{member.Name}]", member.Value)));
            return entries;
        }
    }

    public void Add(StatusCause cause) => Found.Add(cause);

    public void Required(string detail = "") => Add(FieldErrors.Required(Path, detail));

    public void Forbidden(string detail) => Add(FieldErrors.Forbidden(Path, detail));

    public void Invalid(string detail) => Add(FieldErrors.InvalidRaw(Path, Json, detail));

    public void Invalid(string value, string detail) => Add(FieldErrors.Invalid(Path, value, detail));

    public void InvalidEach(string value, IEnumerable<string> details)
    {
        foreach (var detail in details) Invalid(value, detail);
    }

    public void InvalidEach(IEnumerable<string> details)
    {
        foreach (var detail in details) Invalid(detail);
    }

    public void Duplicate() => Add(FieldErrors.DuplicateRaw(Path, Json));

    public void NotFound() => Add(FieldErrors.NotFound(Path, Text));

    /// <summary>The text is required; otherwise what <paramref name="rule"/> finds.</summary>
    public void RequiredText(Func<string, string[]>? rule = null)
    {
        if (Text.Length == 0) Required();
        else if (rule is not null) InvalidEach(rule(Text));
    }

    /// <summary>An enumeration whose default was filled in before: only a value that is there is checked.</summary>
    public bool OneOf(params ReadOnlySpan<string> supported)
    {
        if (!Exists) return true;
        foreach (var value in supported)
            if (value == Text) return true;
        Add(FieldErrors.NotSupported(Path, Text, supported));
        return false;
    }

    public void NotNegative()
    {
        if (Number < 0) Invalid(FieldErrors.Negative);
    }

    public void InRange(long low, long high)
    {
        if (Number < low || Number > high) Add(FieldErrors.Invalid(Path, Number, Names.InRange(low, high)));
    }

    private string Json => Node.Kind switch
    {
        NodeKind.String => GoText.Quote(Text),
        NodeKind.Missing => "null",
        _ => Node.ToString(),
    };
}
