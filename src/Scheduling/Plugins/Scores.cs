using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>How well each fitting node suits, 0 to 100 a plugin, times upstream's weights.</summary>
internal static class Scores
{
    private const int Most = 100;
    private const long SmallImage = 23L * 1024 * 1024;
    private const long LargeImage = 1000L * 1024 * 1024;

    public static long[] Of(PodRequest pod, IReadOnlyList<NodeRow> fitting, NodeTable table)
    {
        var total = new long[fitting.Count];
        var taints = new long[fitting.Count];
        for (var i = 0; i < fitting.Count; i++)
        {
            var row = fitting[i];
            total[i] = LeastAllocated(pod, row) + Balanced(pod, row) + ImageLocality(pod, row, table);
            taints[i] = Disliked(pod, row);
        }
        Weigh(total, taints, 3, reverse: true);
        // Without preferences every node scores the same here, which changes no order.
        if (pod.PrefersNodes) Weigh(total, [.. fitting.Select(row => NodeAffinity.Preferred(pod.Pod, row))], 2, reverse: false);
        return total;
    }

    private static long LeastAllocated(PodRequest pod, NodeRow row)
    {
        if (row.MilliCpu == 0 && row.Memory == 0) return 0;
        var cpu = Left(row.MilliCpu, row.ScoreMilliCpu + pod.ScoreMilliCpu);
        var memory = Left(row.Memory, row.ScoreMemory + pod.ScoreMemory);
        return row.MilliCpu == 0 ? memory : row.Memory == 0 ? cpu : (cpu + memory) / 2;
    }

    private static long Left(long capacity, long used) => capacity == 0 || used > capacity ? 0 : (capacity - used) * Most / capacity;

    private static long Balanced(PodRequest pod, NodeRow row)
    {
        if (row.MilliCpu == 0 || row.Memory == 0) return 0;
        var cpu = Math.Min(1, (double)(row.UsedMilliCpu + pod.MilliCpu) / row.MilliCpu);
        var memory = Math.Min(1, (double)(row.UsedMemory + pod.Memory) / row.Memory);
        return (long)((1 - (Math.Abs(cpu - memory) / 2)) * Most);
    }

    private static long ImageLocality(PodRequest pod, NodeRow row, NodeTable table)
    {
        if (row.Images.IsEmpty) return 0;
        long sum = 0;
        foreach (var image in pod.Images)
            if (row.Images.TryGetValue(image, out var size)) sum += (long)(size * ((double)table.HoldersOf(image) / table.Rows.Count));
        var largest = LargeImage * Math.Max(1, pod.Images.Length);
        return Most * (Math.Clamp(sum, SmallImage, largest) - SmallImage) / (largest - SmallImage);
    }

    private static long Disliked(PodRequest pod, NodeRow row)
    {
        var count = 0;
        foreach (var taint in row.Taints)
            if (taint.Effect == "PreferNoSchedule" && !pod.Tolerates(taint)) count++;
        return count;
    }

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
