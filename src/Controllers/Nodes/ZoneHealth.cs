using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Controllers.Nodes;

/// <summary>
/// How many nodes of each failure zone are ready, counted change by change, and how fast a zone in that state may
/// lose its pods: many nodes that fall silent together are rather a broken network than broken machines.
/// The figures are upstream's.
/// </summary>
public sealed class ZoneHealth
{
    private const double UnhealthyShare = 0.55;
    private const int FewestUnhealthy = 3;
    private const int LargeZone = 50;
    private const double Rate = 0.1;
    private const double SecondaryRate = 0.01;
    private readonly Lock gate = new();
    private readonly Dictionary<string, (int Ready, int NotReady)> zones = new(StringComparer.Ordinal);

    /// <summary>Answers whether the state of any zone is another now.</summary>
    public bool Note(ObjectChange change)
    {
        var old = PlaceOf(change.Old);
        var now = PlaceOf(change.New);
        if (old == now) return false;
        lock (gate)
        {
            var before = States();
            if (old is { } left) Count(left, -1);
            if (now is { } entered) Count(entered, 1);
            return !before.SequenceEqual(States());
        }
    }

    /// <summary>No zone has a ready node: the fault is taken to be on our side, and nobody is evicted.</summary>
    public bool IsAllLost
    {
        get { lock (gate) return zones.Count > 0 && zones.Values.All(z => StateOf(z) == ZoneState.FullDisruption); }
    }

    public ZoneState StateOf(string zone)
    {
        lock (gate) return StateOf(zones.GetValueOrDefault(zone));
    }

    /// <summary>Nodes of this zone that may be emptied in a second; 0: none.</summary>
    public double RateOf(string zone)
    {
        lock (gate)
        {
            var counted = zones.GetValueOrDefault(zone);
            if (StateOf(counted) != ZoneState.PartialDisruption) return Rate;
            return counted.Ready + counted.NotReady > LargeZone ? SecondaryRate : 0;
        }
    }

    /// <summary>Region and zone together; nodes without labels are one zone.</summary>
    public static string ZoneOf(Document node)
    {
        var labels = node.Metadata["labels"u8];
        return $"{labels["topology.kubernetes.io/region"u8].AsString()}/{labels["topology.kubernetes.io/zone"u8].AsString()}";
    }

    private void Count((string Zone, bool IsReady) place, int by)
    {
        var (ready, notReady) = zones.GetValueOrDefault(place.Zone);
        var counted = place.IsReady ? (ready + by, notReady) : (ready, notReady + by);
        if (counted == (0, 0)) zones.Remove(place.Zone);
        else zones[place.Zone] = counted;
    }

    private List<(string, ZoneState)> States() => [.. zones.OrderBy(z => z.Key, StringComparer.Ordinal).Select(z => (z.Key, StateOf(z.Value)))];

    private static ZoneState StateOf((int Ready, int NotReady) zone)
    {
        if (zone is { Ready: 0, NotReady: > 0 }) return ZoneState.FullDisruption;
        var isBad = zone.NotReady >= FewestUnhealthy && zone.NotReady >= UnhealthyShare * (zone.Ready + zone.NotReady);
        return isBad ? ZoneState.PartialDisruption : ZoneState.Normal;
    }

    private static (string Zone, bool IsReady)? PlaceOf(Document? node) =>
        node is null || node.Metadata["labels"u8]["node.kubernetes.io/exclude-disruption"u8].Exists
            ? null
            : (ZoneOf(node), PodFacts.IsReady(node));
}
