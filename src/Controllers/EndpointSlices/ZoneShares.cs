using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.EndpointSlices;

/// <summary>Which share of the cluster's processors each zone has, by the nodes that are ready and not of the control plane.</summary>
public sealed record ZoneShares(IReadOnlyDictionary<string, double>? ByZone)
{
    private static readonly string[] Excluded = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

    public static ZoneShares Unknown { get; } = new((IReadOnlyDictionary<string, double>?)null);

    /// <summary>Unknown when one of the nodes does not tell its zone or its processors.</summary>
    public static ZoneShares Of(IEnumerable<Document> nodes)
    {
        var zones = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var node in nodes.Where(Counts))
        {
            var (zone, cpu) = (ZoneOf(node), Processors(node));
            if (zone.Length == 0 || cpu <= 0) return Unknown;
            zones[zone] = zones.GetValueOrDefault(zone) + cpu;
        }
        var all = zones.Values.Sum();
        return new ZoneShares(zones.ToDictionary(z => z.Key, z => z.Value / all, StringComparer.Ordinal));
    }

    public static string ZoneOf(Document? node) => node?.Metadata["labels"u8]["topology.kubernetes.io/zone"u8].AsString() ?? "";

    /// <summary>Whether two states of a node give the same share.</summary>
    public static bool AreSame(Document? old, Document? now) => Weight(old) == Weight(now);

    private static (string, double) Weight(Document? node) => node is null || !Counts(node) ? ("", 0) : (ZoneOf(node), Processors(node));

    private static bool Counts(Document node) => PodFacts.IsReady(node) && !Excluded.Any(label => node.Metadata["labels"u8][label].Exists);

    private static double Processors(Document node) => Quantity.TryParse(node.Status["allocatable"u8]["cpu"u8].AsString(), out var cpu) ? cpu.MilliValue : 0;
}
