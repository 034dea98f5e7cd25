using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Timonier.Cel.Patterns;
using Timonier.Documents;

namespace Timonier.Kinds.Custom;

/// <summary>What values at a place of a schema must fulfil beyond their type.</summary>
internal sealed class SchemaLimits
{
    private Regex? expression;

    public double? Maximum { get; init; }
    public double? Minimum { get; init; }
    public bool ExclusiveMaximum { get; init; }
    public bool ExclusiveMinimum { get; init; }
    public double? MultipleOf { get; init; }
    public long? MaxLength { get; init; }
    public long? MinLength { get; init; }
    public long? MaxItems { get; init; }
    public long? MinItems { get; init; }
    public long? MaxProperties { get; init; }
    public long? MinProperties { get; init; }
    public string Pattern { get; init; } = "";

    /// <summary>The pattern, run in time that grows with the text alone; null when there is none or it cannot be run so.</summary>
    public Regex? Expression => Pattern.Length == 0 ? null : expression ??= Re2.TryCompile(Pattern, out var compiled, out _) ? compiled : null;
    public ImmutableArray<string> Required { get; init; } = [];
    public ImmutableArray<Draft> Enum { get; init; } = [];
    public ImmutableArray<SchemaNode> AllOf { get; init; } = [];
    public ImmutableArray<SchemaNode> AnyOf { get; init; } = [];
    public ImmutableArray<SchemaNode> OneOf { get; init; } = [];
    public SchemaNode? Not { get; init; }
}
