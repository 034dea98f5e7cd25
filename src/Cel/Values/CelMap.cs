namespace Timonier.Cel;

/// <summary>Entries by key: a map, an object of a schema, or a message. Keys are bools, integers or strings.</summary>
public abstract class CelMap
{
    public abstract int Count { get; }

    /// <summary>The keys in a steady order.</summary>
    public abstract IEnumerable<CelValue> Keys { get; }

    /// <summary>What the map is: <c>map</c> unless it is an object or a message of a type.</summary>
    public virtual CelType Type => CelType.AnyMap;

    public abstract bool TryFind(CelValue key, out CelValue value);

    /// <summary>A field by its name in expressions. An error value says that the field is there and cannot be read.</summary>
    public virtual bool TryFindField(string name, out CelValue value) => TryFind(CelValue.Of(name), out value);

    public static CelMap Of(IReadOnlyDictionary<CelValue, CelValue> entries) => new DictionaryMap(entries);

    /// <summary>A map of fields by name.</summary>
    public static CelMap Of(IReadOnlyDictionary<string, CelValue> fields) =>
        new DictionaryMap(fields.ToDictionary(f => CelValue.Of(f.Key), f => f.Value, CelValueComparer.Instance));

    internal sealed class DictionaryMap(IReadOnlyDictionary<CelValue, CelValue> entries) : CelMap
    {
        public override int Count => entries.Count;

        public override IEnumerable<CelValue> Keys => entries.Keys;

        public override bool TryFind(CelValue key, out CelValue value) => entries.TryGetValue(key, out value);
    }
}
