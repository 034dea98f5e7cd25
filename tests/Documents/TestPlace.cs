namespace Timonier.Documents.Tests;

/// <summary>A schema made by hand, for tests.</summary>
internal sealed class TestPlace : IPatchSchema
{
    private readonly Dictionary<string, IPatchSchema> fields = new(StringComparer.Ordinal);

    public static TestPlace Text { get; } = new() { Shape = PlaceShape.Text };
    public static TestPlace Number { get; } = new() { Shape = PlaceShape.Number };
    public static TestPlace Truth { get; } = new() { Shape = PlaceShape.Truth };
    public static TestPlace Scalar { get; } = new() { Shape = PlaceShape.Scalar };
    public static TestPlace Unknown { get; } = new() { Shape = PlaceShape.Unknown };

    public PlaceShape Shape { get; init; } = PlaceShape.Struct;
    public bool Atomic { get; init; }
    public IReadOnlyList<string> Keys { get; init; } = [];
    public Draft? Default { get; init; }
    public IPatchSchema? Item { get; init; }
    public bool Merges { get; init; }
    public string MergeKey { get; init; } = "";
    public bool RetainsKeys { get; init; }

    public static TestPlace Struct(params ReadOnlySpan<(string Name, IPatchSchema Place)> fields)
    {
        var place = new TestPlace();
        foreach (var (name, field) in fields) place.fields[name] = field;
        return place;
    }

    public static TestPlace AtomicStruct(params ReadOnlySpan<(string Name, IPatchSchema Place)> fields)
    {
        var place = new TestPlace { Atomic = true };
        foreach (var (name, field) in fields) place.fields[name] = field;
        return place;
    }

    public static TestPlace Map(IPatchSchema item, bool atomic = false) => new() { Shape = PlaceShape.Map, Item = item, Atomic = atomic };
    public static TestPlace List(IPatchSchema item) => new() { Shape = PlaceShape.List, Item = item, Atomic = true };
    public static TestPlace Set(IPatchSchema item) => new() { Shape = PlaceShape.List, Item = item };
    public static TestPlace Keyed(IPatchSchema item, params string[] keys) => new() { Shape = PlaceShape.List, Item = item, Keys = keys };

    public IPatchSchema? Field(string name) => Shape == PlaceShape.Map ? Item : fields.GetValueOrDefault(name);
}
