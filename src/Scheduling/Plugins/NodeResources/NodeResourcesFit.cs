using System.Globalization;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>A pod goes only where there is room for what it asks; how full a node is decides by the strategy of the profile.</summary>
public sealed class NodeResourcesFit(NodeResourcesFitArgs? args = null) : IFilterPlugin, IScorePlugin, IQueueingHints
{
    private readonly NodeResourcesFitArgs args = args ?? new NodeResourcesFitArgs();

    public string Name => "NodeResourcesFit";

    public FilterStart Start(PodRequest pod, ClusterView cluster) => FilterStart.Check(new Filter(pod, Counted(pod)));

    public NodeScore Rate(PodRequest pod, ClusterView cluster, IReadOnlyList<NodeRow> fitting) => new AllocationScore(pod, args.Strategy);

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change.Of switch
    {
        ChangeOf.Node => change.Row is { } row && new Filter(pod, Counted(pod)).HasRoom(row),
        ChangeOf.PodGone or ChangeOf.AssignedPod => change.Row is { } row && new Filter(pod, Counted(pod)).HasRoom(row),
        ChangeOf.Itself => true,
        _ => false,
    };

    private KeyValuePair<string, long>[] Counted(PodRequest pod) =>
        args.IgnoredResources.Count == 0 && args.IgnoredResourceGroups.Count == 0 ? pod.Others : [.. pod.Others.Where(r => !IsIgnored(r.Key))];

    private bool IsIgnored(string resource) =>
        resource.Contains('/', StringComparison.Ordinal) && (args.IgnoredResources.Contains(resource) || args.IgnoredResourceGroups.Contains(resource[..resource.IndexOf('/', StringComparison.Ordinal)]));

    private sealed class Filter(PodRequest pod, KeyValuePair<string, long>[] others) : NodeFilter
    {
        // Most nodes of a full cluster lack the same: one answer for all of them.
        private readonly Dictionary<(int, bool), Refusal> known = [];

        public override Refusal? Check(NodeRow row) => HasRoom(row) ? null : Lacking(row);

        public bool HasRoom(NodeRow row)
        {
            if (row.PodCount >= row.PodLimit || IsShort(pod.MilliCpu, row.MilliCpu - row.UsedMilliCpu) || IsShort(pod.Memory, row.Memory - row.UsedMemory)) return false;
            foreach (var (resource, amount) in others)
                if (IsShort(amount, row.Free(resource))) return false;
            return true;
        }

        public override Advice Advise(NodeRow row)
        {
            var (needs, isLasting, distance) = (new List<string>(), false, 0.0);
            if (row.PodCount >= row.PodLimit) needs.Add("one pod less");
            Look("cpu", pod.MilliCpu, row.MilliCpu, row.UsedMilliCpu);
            Look("memory", pod.Memory, row.Memory, row.UsedMemory);
            foreach (var (resource, amount) in others) Look(resource, amount, row.Offered(resource), row.Used(resource));
            return new Advice($"needs {string.Join(" and ", needs)} on {row.Name}", isLasting, Math.Max(distance, 0.01));

            void Look(string resource, long asked, long offered, long used)
            {
                if (!IsShort(asked, offered - used)) return;
                var lacking = asked - Math.Max(0, offered - used);
                distance += (double)lacking / asked;
                isLasting |= asked > offered;
                needs.Add(asked > offered ? $"{Shown(resource, asked)} {resource} (it offers {Shown(resource, offered)} in all)" : $"{Shown(resource, lacking)} more {resource}");
            }
        }

        private static string Shown(string resource, long amount) => resource switch
        {
            "cpu" => amount % 1000 == 0 ? (amount / 1000).ToString(CultureInfo.InvariantCulture) : $"{amount}m",
            "memory" or "ephemeral-storage" => Quantity.Of(amount, QuantityFormat.BinarySI).ToString(),
            _ => amount.ToString(CultureInfo.InvariantCulture),
        };

        private Refusal Lacking(NodeRow row)
        {
            var (mask, isFinal) = (row.PodCount >= row.PodLimit ? 1 : 0, false);
            Look(0, pod.MilliCpu, row.MilliCpu, row.UsedMilliCpu);
            Look(1, pod.Memory, row.Memory, row.UsedMemory);
            for (var i = 0; i < others.Length; i++) Look(i + 2, others[i].Value, row.Offered(others[i].Key), row.Used(others[i].Key));
            if (known.TryGetValue((mask, isFinal), out var refusal)) return refusal;
            return known[(mask, isFinal)] = new Refusal("NodeResourcesFit", Reasons(mask)) { IsFinal = isFinal };

            void Look(int place, long asked, long offered, long used)
            {
                if (!IsShort(asked, offered - used)) return;
                mask |= 2 << place;
                isFinal |= asked > offered;
            }
        }

        private List<string> Reasons(int mask)
        {
            var reasons = new List<string>();
            if ((mask & 1) != 0) reasons.Add("Too many pods");
            if ((mask & 2) != 0) reasons.Add("Insufficient cpu");
            if ((mask & 4) != 0) reasons.Add("Insufficient memory");
            for (var i = 0; i < others.Length; i++)
                if ((mask & (8 << i)) != 0) reasons.Add($"Insufficient {others[i].Key}");
            return reasons;
        }

        /// <summary>Who asks nothing lacks nothing, even where more is used than there is.</summary>
        private static bool IsShort(long asked, long free) => asked > 0 && asked > free;
    }
}
