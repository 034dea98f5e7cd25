using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>What can be done for a pod that fits nowhere: a node after some pods have left it, or why nothing.</summary>
/// <param name="Node">Where the pod will fit; empty: nothing can be done.</param>
/// <param name="Victims">The pods that must go first.</param>
/// <param name="Message">What the pod's condition tells of it.</param>
public sealed record RescueOutcome(string Node, IReadOnlyList<PodRequest> Victims, string Message)
{
    /// <summary>The plugin that found the way.</summary>
    public string Plugin { get; init; } = "";

    /// <summary>All nodes on which something could be done, for others to choose from.</summary>
    public IReadOnlyList<Candidate> Candidates { get; init; } = [];

    public bool IsFound => Node.Length > 0;

    public static RescueOutcome Nothing(string message) => new("", [], message);
}
