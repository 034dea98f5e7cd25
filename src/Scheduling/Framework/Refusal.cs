namespace Timonier.Scheduling.Framework;

/// <summary>The plugin that turned a node (or all of them) down, and why, in upstream's words.</summary>
public sealed record Refusal(string Plugin, IReadOnlyList<string> Reasons)
{
    public Refusal(string plugin, string reason) : this(plugin, [reason])
    {
    }

    /// <summary>Taking pods off the node would not help.</summary>
    public bool IsFinal { get; init; }

    public string Message => string.Join(", ", Reasons);
}
