using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>Rates nodes for one pod; after <see cref="Normalize"/> each score is from 0 to 100.</summary>
public abstract class NodeScore
{
    public const long Most = 100;

    public abstract long Of(NodeRow row);

    /// <summary>Brings the scores of all nodes that fit, in their order, between 0 and 100.</summary>
    public virtual void Normalize(Span<long> scores)
    {
    }

    /// <summary>Upstream's usual way: the largest becomes 100, the others in proportion; turned round when less is better.</summary>
    protected static void InProportion(Span<long> scores, bool lessIsBetter)
    {
        var largest = 0L;
        foreach (var score in scores) largest = Math.Max(largest, score);
        foreach (ref var score in scores)
        {
            var share = largest == 0 ? 0 : score * Most / largest;
            score = lessIsBetter ? Most - share : share;
        }
    }
}
