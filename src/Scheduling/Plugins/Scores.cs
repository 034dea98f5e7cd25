using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>How well each fitting node suits, 0 to 100 a plugin, times upstream's weights.</summary>
internal static class Scores
{
    private const int Most = 100;
    private const long SmallImage = 23L * 1024 * 1024;
    private const long LargeImage = 1000L * 1024 * 1024;

    public static long[] Of(PodRequest pod, IReadOnlyList<NodeRow> fitting, IReadOnlyList<NodeRow> all)
    {
        var total = new long[fitting.Count];
        var taints = new long[fitting.Count];
        var affinity = new long[fitting.Count];
        for (var i = 0; i < fitting.Count; i++)
        {
            var row = fitting[i];
            total[i] = LeastAllocated(pod, row) + Balanced(pod, row) + ImageLocality(pod, row, all);
            taints[i] = row.Taints.Count(t => t.Effect == "PreferNoSchedule" && !t.IsToleratedBy(pod.Pod));
            affinity[i] = NodeAffinity.Preferred(pod.Pod, row);
        }
        Weigh(total, taints, 3, reverse: true);
        Weigh(total, affinity, 2, reverse: false);
        return total;
    }

    private static long LeastAllocated(PodRequest pod, NodeRow row)
    {
        long sum = 0, weights = 0;
        foreach (var (capacity, used) in Shares(pod, row))
        {
            if (capacity == 0) continue;
            sum += used > capacity ? 0 : (capacity - used) * Most / capacity;
            weights++;
        }
        return weights == 0 ? 0 : sum / weights;
    }

    private static long Balanced(PodRequest pod, NodeRow row)
    {
        var cpu = row.Allocatable.GetValueOrDefault("cpu");
        var memory = row.Allocatable.GetValueOrDefault("memory");
        if (cpu == 0 || memory == 0) return 0;
        var x = Math.Min(1, (double)(row.Used("cpu") + pod["cpu"]) / cpu);
        var y = Math.Min(1, (double)(row.Used("memory") + pod["memory"]) / memory);
        return (long)((1 - (Math.Abs(x - y) / 2)) * Most);
    }

    private static long ImageLocality(PodRequest pod, NodeRow row, IReadOnlyList<NodeRow> all)
    {
        if (row.Images.Count == 0) return 0;
        long sum = 0;
        var containers = 0;
        foreach (var container in pod.Pod.Spec["containers"u8].Items)
        {
            containers++;
            var name = Normal(container["image"u8].AsString());
            if (!row.Images.TryGetValue(name, out var size)) continue;
            sum += (long)(size * ((double)all.Count(r => r.Images.ContainsKey(name)) / all.Count));
        }
        var largest = LargeImage * Math.Max(1, containers);
        return Most * (Math.Clamp(sum, SmallImage, largest) - SmallImage) / (largest - SmallImage);
    }

    private static string Normal(string image) => image.LastIndexOf(':') <= image.LastIndexOf('/') ? image + ":latest" : image;

    private static (long Capacity, long Used)[] Shares(PodRequest pod, NodeRow row) =>
    [
        (row.Allocatable.GetValueOrDefault("cpu"), row.ScoreMilliCpu + pod.ScoreMilliCpu),
        (row.Allocatable.GetValueOrDefault("memory"), row.ScoreMemory + pod.ScoreMemory),
    ];

    private static void Weigh(long[] total, long[] raw, int weight, bool reverse)
    {
        var most = raw.Max();
        for (var i = 0; i < raw.Length; i++)
        {
            var score = most == 0 ? (reverse ? Most : 0) : raw[i] * Most / most;
            total[i] += weight * (reverse && most > 0 ? Most - score : score);
        }
    }
}
