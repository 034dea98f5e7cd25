namespace Timonier.Scheduling.Framework;

/// <summary>What a filter says before it sees a node.</summary>
public readonly record struct FilterStart
{
    /// <summary>Checks the nodes; null when this pod is no matter of this plugin.</summary>
    public NodeFilter? Filter { get; private init; }

    /// <summary>Why no node would do, whichever it is.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>The only nodes that come into question; null: all.</summary>
    public IReadOnlySet<string>? Only { get; private init; }

    public static FilterStart Skip => default;

    public static FilterStart Check(NodeFilter filter, IReadOnlySet<string>? only = null) => new() { Filter = filter, Only = only };

    public static FilterStart Refuse(Refusal refusal) => new() { Refusal = refusal };
}
