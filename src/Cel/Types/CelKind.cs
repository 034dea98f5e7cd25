namespace Timonier.Cel;

/// <summary>What a type or a value is. The last four are of types only; <see cref="Unset"/> is no value at all.</summary>
public enum CelKind : byte
{
    Unset, Null, Bool, Int, Uint, Double, String, Bytes, List, Map, Timestamp, Duration, Type, Optional, Opaque, Error,
    Dyn, Object, Wrapper, Parameter,
}
