namespace Timonier.Documents;

/// <summary>What kind of value stands at a place, as server-side apply sees it.</summary>
public enum PlaceShape
{
    /// <summary>A string, number or boolean: quantities, ports by number or name.</summary>
    Scalar,
    Text,
    Number,
    Truth,

    /// <summary>An object with fields of its own names.</summary>
    Struct,

    /// <summary>An object whose members all have one type, under names that users choose.</summary>
    Map,
    List,

    /// <summary>Nothing is known: objects are owned member by member, lists whole.</summary>
    Unknown,
}
