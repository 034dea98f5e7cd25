namespace Timonier.Cel;

/// <summary>
/// A type of the expression language. Types are equal by structure; <see cref="MaxSize"/> is a bound that a schema
/// gives to sizes (code points, items, entries) and takes no part in equality.
/// </summary>
public sealed class CelType : IEquatable<CelType>
{
    public static readonly CelType Dyn = new(CelKind.Dyn, "dyn");
    public static readonly CelType Null = new(CelKind.Null, "null_type");
    public static readonly CelType Bool = new(CelKind.Bool, "bool");
    public static readonly CelType Int = new(CelKind.Int, "int");
    public static readonly CelType Uint = new(CelKind.Uint, "uint");
    public static readonly CelType Double = new(CelKind.Double, "double");
    public static readonly CelType String = new(CelKind.String, "string");
    public static readonly CelType Bytes = new(CelKind.Bytes, "bytes");
    public static readonly CelType Timestamp = new(CelKind.Timestamp, "google.protobuf.Timestamp");
    public static readonly CelType Duration = new(CelKind.Duration, "google.protobuf.Duration");
    internal static readonly CelType Error = new(CelKind.Error, "!error!");
    internal static readonly CelType AnyType = new(CelKind.Type, "type");
    internal static readonly CelType AnyList = List(Dyn);
    internal static readonly CelType AnyMap = Map(Dyn, Dyn);

    private CelType(CelKind kind, string name, CelType[]? parameters = null, CelObjectType? fields = null, long maxSize = -1, CelListKind listKind = CelListKind.Atomic, IReadOnlyList<string>? mapKeys = null)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters ?? [];
        Fields = fields;
        MaxSize = maxSize;
        ListKind = listKind;
        MapKeys = mapKeys ?? [];
        weight = 1 + Parameters.Sum(p => p.weight);
    }

    // How many types this one is made of, counted as often as they occur. A few macros within each other can make
    // types of types beyond all bounds; past this one they are simply dyn.
    private const long Heaviest = 2_000;
    private readonly long weight;

    public CelKind Kind { get; }

    public string Name { get; }

    /// <summary>The element of a list, key and value of a map, what an optional, wrapper or type is of.</summary>
    public IReadOnlyList<CelType> Parameters { get; }

    /// <summary>The fields of an object type; null for all others.</summary>
    public CelObjectType? Fields { get; }

    /// <summary>The largest size a value may have, or -1 when nothing is known.</summary>
    public long MaxSize { get; }

    /// <summary>How lists compare and add up, as x-kubernetes-list-type says.</summary>
    public CelListKind ListKind { get; }

    /// <summary>The fields that make an item's key when <see cref="ListKind"/> is Map.</summary>
    public IReadOnlyList<string> MapKeys { get; }

    public static CelType List(CelType element) => Bounded(new(CelKind.List, "list", [element]));

    public static CelType List(CelType element, CelListKind kind, IReadOnlyList<string> mapKeys) => new(CelKind.List, "list", [element], null, -1, kind, mapKeys);

    public static CelType Map(CelType key, CelType value) => Bounded(new(CelKind.Map, "map", [key, value]));

    public static CelType Optional(CelType of) => Bounded(new(CelKind.Optional, "optional_type", [of]));

    /// <summary>A scalar that may also be null.</summary>
    public static CelType Wrapper(CelType of) => new(CelKind.Wrapper, "wrapper", [of]);

    public static CelType Object(CelObjectType fields) => new(CelKind.Object, fields.Name, null, fields);

    public static CelType Opaque(string name) => new(CelKind.Opaque, name);

    internal static CelType TypeOf(CelType of) => Bounded(new(CelKind.Type, "type", [of]));

    internal static CelType Parameter(string name) => new(CelKind.Parameter, name);

    /// <summary>The same type with a bound on its size.</summary>
    public CelType WithMaxSize(long maxSize) => new(Kind, Name, [.. Parameters], Fields, maxSize, ListKind, MapKeys);

    internal CelType WithParameters(CelType[] parameters) => Bounded(new(Kind, Name, parameters, Fields, MaxSize, ListKind, MapKeys));

    private static CelType Bounded(CelType type) => type.weight > Heaviest ? Dyn : type;

    internal CelType Element => Kind == CelKind.List ? Parameters[0] : Dyn;

    internal bool IsDyn => Kind is CelKind.Dyn or CelKind.Error;

    public bool Equals(CelType? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || other.Kind != Kind || other.Name != Name || other.Parameters.Count != Parameters.Count) return false;
        for (var i = 0; i < Parameters.Count; i++)
            if (!Parameters[i].Equals(other.Parameters[i])) return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as CelType);

    public override int GetHashCode() => HashCode.Combine(Kind, Name, Parameters.Count);

    /// <summary>The type as messages write it: <c>map(string, list(int))</c>.</summary>
    public override string ToString() => Kind switch
    {
        CelKind.Null => "null",
        CelKind.Timestamp => "timestamp",
        CelKind.Duration => "duration",
        _ when Parameters.Count > 0 => $"{Name}({string.Join(", ", Parameters)})",
        _ => Name,
    };
}
