namespace Timonier.Cel;

/// <summary>The fields of an object, found when they are asked for, so that types may contain themselves.</summary>
public abstract class CelObjectType(string name)
{
    public string Name { get; } = name;

    /// <summary>The field by its name in expressions; null when the object has none.</summary>
    public abstract CelField? Find(string name);

    /// <summary>An object type with exactly these fields, keyed by their name in documents.</summary>
    /// <param name="name">The type's name.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="isEscaped">Whether expressions spell names as those of properties; else they are written as they are.</param>
    public static CelObjectType Of(string name, IReadOnlyDictionary<string, CelType> fields, bool isEscaped = true) => new Listed(name, fields, isEscaped);

    private sealed class Listed : CelObjectType
    {
        private readonly Dictionary<string, CelField> fields = new(StringComparer.Ordinal);

        public Listed(string name, IReadOnlyDictionary<string, CelType> types, bool isEscaped) : base(name)
        {
            foreach (var (json, type) in types)
                if ((isEscaped ? CelNames.Escape(json) : json) is { } written) fields[written] = new CelField(json, type);
        }

        public override CelField? Find(string name) => fields.GetValueOrDefault(name);
    }
}
