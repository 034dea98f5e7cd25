namespace Timonier.Kinds;

/// <summary>What kind of value a field holds.</summary>
public enum FieldShape
{
    String,
    Int32,
    Int64,
    Bool,
    Double,

    /// <summary>Base64 text.</summary>
    Bytes,
    Quantity,
    IntOrString,

    /// <summary>RFC 3339, whole seconds.</summary>
    Time,

    /// <summary>RFC 3339, six digits of a second.</summary>
    MicroTime,

    /// <summary>Go's form of a duration, for example 1m30s.</summary>
    Duration,

    /// <summary>Any JSON value; the server does not look inside.</summary>
    Raw,
    Object,

    /// <summary>The value of one of an object type's fields; the form of the value tells which.</summary>
    Choice,
    List,
    Map,
}
