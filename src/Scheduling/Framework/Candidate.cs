using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>A node on which the pod would fit without some pods of lower priority.</summary>
/// <param name="Row">The node.</param>
/// <param name="Victims">Who must go, the most important first.</param>
/// <param name="Violations">How many of them their budgets would not let go.</param>
public sealed record Candidate(NodeRow Row, IReadOnlyList<PodRequest> Victims, int Violations)
{
    /// <summary>Of several, the one whose choice does least harm, by upstream's rules in their order; equals by their own.</summary>
    public static Candidate Best(IReadOnlyList<Candidate> all, DateTimeOffset now)
    {
        var left = Least(all, c => c.Violations);
        left = Least(left, c => c.Victims.Count == 0 ? long.MinValue : c.Victims[0].Priority);
        // Numbers are lifted above zero, so that many low ones do not weigh less than few.
        left = Least(left, c => c.Victims.Sum(v => (long)v.Priority + int.MaxValue + 1));
        left = Least(left, c => c.Victims.Count);
        return Least(left, c => -FirstStart(c, now).UtcTicks)[0];
    }

    public static DateTimeOffset StartOf(PodRequest pod, DateTimeOffset now) => pod.Pod.Status["startTime"u8].AsTime() ?? now;

    private static DateTimeOffset FirstStart(Candidate candidate, DateTimeOffset now) =>
        candidate.Victims.Where(v => v.Priority == candidate.Victims[0].Priority).Select(v => StartOf(v, now)).DefaultIfEmpty(now).Min();

    private static List<Candidate> Least(IReadOnlyList<Candidate> all, Func<Candidate, long> harm)
    {
        var least = all.Min(harm);
        return [.. all.Where(c => harm(c) == least)];
    }
}
