using System.Text;

namespace Timonier.Scheduling.Nodes;

/// <summary>
/// The placed pods by class. A question "how many pods like this does each node have" is answered once by
/// counting and from then on kept up to date, as long as it is asked now and then.
/// </summary>
public sealed class PodCensus
{
    private const int MostTallies = 256;
    private readonly Dictionary<string, PodClass> classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tally> tallies = new(StringComparer.Ordinal);
    private long uses;

    /// <param name="question">Names the selection: equal questions count equal pods.</param>
    /// <param name="counts">Whether pods of a class belong to it.</param>
    public Tally Of(string question, Func<PodClass, bool> counts)
    {
        if (!tallies.TryGetValue(question, out var tally))
        {
            if (tallies.Count >= MostTallies) Forget();
            tallies[question] = tally = new Tally(counts);
            foreach (var pods in classes.Values)
                if (tally.Counts(pods)) Enter(tally, pods);
        }
        tally.LastUse = ++uses;
        return tally;
    }

    internal PodClass Enter(PodRequest pod, NodeRow row)
    {
        var key = KeyOf(pod);
        if (!classes.TryGetValue(key, out var pods))
        {
            classes[key] = pods = new PodClass(key, pod.Namespace, pod.Labels, pod.IsEnding);
            foreach (var tally in tallies.Values)
                if (tally.Counts(pods)) pods.Tallies.Add(tally);
        }
        Change(pods, row, 1);
        return pods;
    }

    internal void Leave(PodClass pods, NodeRow row)
    {
        Change(pods, row, -1);
        if (pods.Rows.Count == 0) classes.Remove(pods.Key);
    }

    private static void Change(PodClass pods, NodeRow row, int by)
    {
        Tally.Change(pods.Rows, row, by);
        foreach (var tally in pods.Tallies) tally.Add(row, by);
    }

    private static void Enter(Tally tally, PodClass pods)
    {
        pods.Tallies.Add(tally);
        foreach (var (row, count) in pods.Rows) tally.Add(row, count);
    }

    /// <summary>Drops the half that was asked for least lately.</summary>
    private void Forget()
    {
        foreach (var (question, tally) in tallies.OrderBy(t => t.Value.LastUse).Take(MostTallies / 2).ToList())
        {
            tallies.Remove(question);
            foreach (var pods in classes.Values) pods.Tallies.Remove(tally);
        }
    }

    private static string KeyOf(PodRequest pod) =>
        string.Concat(pod.Namespace, pod.IsEnding ? "\n-" : "\n+", Encoding.UTF8.GetString(pod.Pod.Metadata["labels"u8].Raw.Span));
}
