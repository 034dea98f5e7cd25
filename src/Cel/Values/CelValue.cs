using System.Diagnostics.CodeAnalysis;

namespace Timonier.Cel;

/// <summary>
/// A value of the expression language, or the error that stands for one. Numbers, times and truth values live in
/// the structure itself, so that evaluating allocates only for texts and containers that are made.
/// </summary>
public readonly partial struct CelValue : IEquatable<CelValue>
{
    private readonly object? reference;
    private readonly long number;
    private readonly int extra;

    private CelValue(CelKind kind, object? reference, long number = 0, int extra = 0)
    {
        Kind = kind;
        this.reference = reference;
        this.number = number;
        this.extra = extra;
    }

    public static readonly CelValue Null = new(CelKind.Null, null);
    public static readonly CelValue True = new(CelKind.Bool, null, 1);
    public static readonly CelValue False = new(CelKind.Bool, null, 0);
    internal static readonly CelValue NoSuchOverload = Error("no such overload");
    /// <summary>The optional that holds nothing.</summary>
    public static readonly CelValue NoValue = new(CelKind.Optional, null);

    public CelKind Kind { get; }

    public bool IsError => Kind == CelKind.Error;

    public static CelValue Of(bool value) => value ? True : False;

    public static CelValue Of(long value) => new(CelKind.Int, null, value);

    public static CelValue Of(ulong value) => new(CelKind.Uint, null, (long)value);

    public static CelValue Of(double value) => new(CelKind.Double, null, BitConverter.DoubleToInt64Bits(value));

    public static CelValue Of(string value) => new(CelKind.String, value);

    public static CelValue Of(byte[] value) => new(CelKind.Bytes, value);

    public static CelValue Of(CelList value) => new(CelKind.List, value);

    public static CelValue Of(CelMap value) => new(CelKind.Map, value);

    public static CelValue Of(CelType value) => new(CelKind.Type, value);

    public static CelValue Of(CelOpaque value) => new(CelKind.Opaque, value);

    public static CelValue List(params CelValue[] items) => Of(CelList.Of(items));

    /// <summary>A moment, as seconds and nanoseconds since 1970 in UTC.</summary>
    public static CelValue Timestamp(long seconds, int nanoseconds) => new(CelKind.Timestamp, null, seconds, nanoseconds);

    public static CelValue Of(DateTimeOffset value)
    {
        var ticks = value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        return rest < 0 ? Timestamp(seconds - 1, (int)(rest + TimeSpan.TicksPerSecond) * 100) : Timestamp(seconds, (int)rest * 100);
    }

    /// <summary>A span of time in nanoseconds.</summary>
    public static CelValue Duration(long nanoseconds) => new(CelKind.Duration, null, nanoseconds);

    public static CelValue Error(string message) => new(CelKind.Error, new CelError(message));

    internal static CelValue Error(CelError error) => new(CelKind.Error, error);

    public static CelValue Optional(CelValue value) => new(CelKind.Optional, new Some(value));

    public bool AsBool() => number != 0;

    public long AsInt() => number;

    public ulong AsUint() => (ulong)number;

    public double AsDouble() => BitConverter.Int64BitsToDouble(number);

    public string AsString() => (string)reference!;

    public byte[] AsBytes() => (byte[])reference!;

    public CelList AsList() => (CelList)reference!;

    public CelMap AsMap() => (CelMap)reference!;

    public CelOpaque AsOpaque() => (CelOpaque)reference!;

    public CelError AsError() => (CelError)reference!;

    internal CelType AsType() => (CelType)reference!;

    /// <summary>Nanoseconds of a duration.</summary>
    public long Nanoseconds => Kind == CelKind.Timestamp ? extra : number;

    /// <summary>Seconds of a timestamp since 1970.</summary>
    public long Seconds => number;

    /// <summary>What an optional holds.</summary>
    public bool TryGetOptional(out CelValue value)
    {
        // Read before writing: the caller may take the value into the very place that it is asked of.
        var some = reference as Some;
        value = some?.Value ?? default;
        return some is not null;
    }

    internal bool IsTrue => Kind == CelKind.Bool && number != 0;

    internal bool IsFalse => Kind == CelKind.Bool && number == 0;

    internal bool IsNumber => Kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    /// <summary>The type that <c>type()</c> answers.</summary>
    internal CelType Type => Kind switch
    {
        CelKind.Null => CelType.Null,
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.String => CelType.String,
        CelKind.Bytes => CelType.Bytes,
        CelKind.List => CelType.AnyList,
        CelKind.Map => AsMap().Type,
        CelKind.Timestamp => CelType.Timestamp,
        CelKind.Duration => CelType.Duration,
        CelKind.Optional => CelType.Optional(CelType.Dyn),
        CelKind.Opaque => AsOpaque().Type,
        CelKind.Type => CelType.AnyType,
        _ => CelType.Error,
    };

    /// <summary>The size that costs are counted by: code points, bytes, items or entries; 1 for a scalar.</summary>
    internal long Size => Kind switch
    {
        CelKind.String => CodePoints.Count(AsString()),
        CelKind.Bytes => AsBytes().Length,
        CelKind.List => AsList().Count,
        CelKind.Map => AsMap().Count,
        CelKind.Opaque => AsOpaque().Size,
        _ => 1,
    };

    public bool Equals(CelValue other) => AreEqual(in this, in other);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is CelValue other && Equals(other);

    public override int GetHashCode() => CelValueComparer.Instance.GetHashCode(this);

    public static bool operator ==(CelValue left, CelValue right) => left.Equals(right);

    public static bool operator !=(CelValue left, CelValue right) => !left.Equals(right);

    public override string ToString() => CelText.Of(this);

    private sealed record Some(CelValue Value);
}
