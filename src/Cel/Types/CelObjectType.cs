namespace Timonier.Cel;

/// <summary>The fields of an object, found when they are asked for, so that types may contain themselves.</summary>
public abstract class CelObjectType(string name)
{
    public string Name { get; } = name;

    /// <summary>The field by its name in expressions; null when the object has none.</summary>
    public abstract CelField? Find(string name);

    /// <summary>An object type with exactly these fields, keyed by their name in documents.</summary>
    public static CelObjectType Of(string name, IReadOnlyDictionary<string, CelType> fields) => new Listed(name, fields);

    private sealed class Listed : CelObjectType
    {
        private readonly Dictionary<string, CelField> fields = new(StringComparer.Ordinal);

        public Listed(string name, IReadOnlyDictionary<string, CelType> types) : base(name)
        {
            foreach (var (json, type) in types)
                if (CelNames.Escape(json) is { } escaped) fields[escaped] = new CelField(json, type);
        }

        public override CelField? Find(string name) => fields.GetValueOrDefault(name);
    }
}
