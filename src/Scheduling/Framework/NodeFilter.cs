using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>One pod's question to every node.</summary>
public abstract class NodeFilter
{
    /// <summary>Why the node will not do; null when it will.</summary>
    public abstract Refusal? Check(NodeRow row);

    /// <summary>In thought only: another pod comes to the node. The row itself has it already.</summary>
    public virtual void Add(PodRequest pod, NodeRow row)
    {
    }

    /// <summary>In thought only: another pod leaves the node.</summary>
    public virtual void Remove(PodRequest pod, NodeRow row)
    {
    }

    /// <summary>The smallest change that would make the node do, for a person; asked only of nodes that were refused.</summary>
    public virtual Advice Advise(NodeRow row) => "";
}
