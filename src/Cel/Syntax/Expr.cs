namespace Timonier.Cel.Syntax;

/// <summary>
/// A parsed expression. Macros are nodes of their own, so that checking, costs and evaluation see what was meant
/// and not what it would unfold to. The checker fills in <see cref="Type"/>.
/// </summary>
internal abstract class Expr(int position)
{
    public int Position => position;

    public CelType Type { get; set; } = CelType.Dyn;
}

internal sealed class Literal(int position, CelValue value) : Expr(position)
{
    public CelValue Value => value;
}

internal sealed class Identifier(int position, string name) : Expr(position)
{
    public string Name => name;

    /// <summary>The type that the name stands for; null when it is a variable.</summary>
    public CelType? Named { get; set; }
}

internal sealed class Select(int position, Expr operand, string fieldName, bool isTest, bool isOptional) : Expr(position)
{
    public Expr Operand => operand;
    public string Field => fieldName;

    /// <summary>Of has(): asks only whether the field is there.</summary>
    public bool IsTest => isTest;

    public bool IsOptional => isOptional;

    /// <summary>Set when the whole chain of names is a type, as google.protobuf.Timestamp is.</summary>
    public CelType? Named { get; set; }

    /// <summary>Set when the whole chain of names is a variable.</summary>
    public string? Variable { get; set; }
}

internal sealed class Call(int position, string function, Expr? target, Expr[] arguments) : Expr(position)
{
    public string Function { get; set; } = function;
    public Expr? Target { get; set; } = target;
    public Expr[] Arguments => arguments;

    /// <summary>The overloads that the types of the arguments leave open, from the checker.</summary>
    public IReadOnlyList<Functions.Overload> Overloads { get; set; } = [];

    /// <summary>The pattern that is written out, compiled when it was checked.</summary>
    public (string Pattern, System.Text.RegularExpressions.Regex Regex)? Pattern { get; set; }

    /// <summary>The receiver, if there is one, and the arguments.</summary>
    public Expr[] Operands => Target is null ? arguments : [Target, .. arguments];
}

internal sealed class ListLiteral(int position, (Expr Value, bool IsOptional)[] items) : Expr(position)
{
    public (Expr Value, bool IsOptional)[] Items => items;
}

internal sealed class MapLiteral(int position, (Expr Key, Expr Value, bool IsOptional)[] entries) : Expr(position)
{
    public (Expr Key, Expr Value, bool IsOptional)[] Entries => entries;
}

internal sealed class MessageLiteral(int position, string name, (int Position, string Name, Expr Value, bool IsOptional)[] fields) : Expr(position)
{
    public string Name => name;
    public (int Position, string Name, Expr Value, bool IsOptional)[] Fields => fields;
}
