namespace Timonier.Cel.Syntax;

internal enum FoldKind : byte { All, Exists, ExistsOne, Filter, Map, TransformList, TransformMap, TransformMapEntry, SortBy }

/// <summary>
/// A macro that walks a list or a map. <see cref="Second"/> is null for the forms with one variable;
/// <see cref="Condition"/> is the predicate, or the filter that some transformations have.
/// </summary>
internal sealed class Fold(int position, FoldKind kind, Expr range, string first, string? second, Expr? condition, Expr? transform) : Expr(position)
{
    public FoldKind Kind => kind;
    public Expr Range => range;
    public string First => first;
    public string? Second => second;
    public Expr? Condition => condition;
    public Expr? Transform => transform;
}

/// <summary>cel.bind: a name for a value within an expression.</summary>
internal sealed class Bind(int position, string name, Expr value, Expr body) : Expr(position)
{
    public string Name => name;
    public Expr Value => value;
    public Expr Body => body;
}

/// <summary>optMap and optFlatMap: an expression over what an optional holds, if it holds something.</summary>
internal sealed class OptionalMap(int position, Expr target, string name, Expr body, bool isFlat) : Expr(position)
{
    public Expr Target => target;
    public string Name => name;
    public Expr Body => body;
    public bool IsFlat => isFlat;
}
