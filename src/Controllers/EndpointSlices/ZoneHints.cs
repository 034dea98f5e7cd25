using System.Globalization;
using Timonier.Controllers.ServiceEndpoints;

namespace Timonier.Controllers.EndpointSlices;

/// <summary>
/// For which zone each ready endpoint is meant, where a service asks to keep traffic in its zone as far as no endpoint
/// gets much more than its part: 1 what each zone should have, 2 every endpoint serves its own zone, 3 zones with too
/// many help out those with too few.
/// </summary>
public sealed record ZoneHints
{
    /// <summary>By how much more than its part an endpoint may get.</summary>
    private const double Overload = 0.2;

    /// <summary>The zone of each endpoint, by its pod's uid; null: there are none, for the reason in <see cref="Why"/>.</summary>
    public IReadOnlyDictionary<string, string>? ByPod { get; private init; }

    /// <summary>In upstream's words.</summary>
    public string Why { get; private init; } = "";

    public static ZoneHints Compute(IEnumerable<ServiceEndpoint> endpoints, Func<string, string> zoneOf, ZoneShares shares)
    {
        var ready = endpoints.Where(e => e.IsReady).OrderBy(e => e.Pod.Name, StringComparer.Ordinal).ToList();
        // 1
        if (shares.ByZone is not { } zones) return None("Insufficient Node information: allocatable CPU or zone not specified on one or more nodes");
        if (zones.Count < 2) return None("Nodes only ready in one zone");
        var figures = string.Create(CultureInfo.InvariantCulture, $" ({ready.Count} endpoints, {zones.Count} zones)");
        if (zones.Count > ready.Count) return None("Insufficient number of endpoints" + figures);
        var least = zones.ToDictionary(z => z.Key, z => (int)Math.Ceiling(z.Value * ready.Count / (1 + Overload)), StringComparer.Ordinal);
        if (least.Values.Sum() > ready.Count) return None("Unable to allocate minimum required endpoints to each zone without exceeding overload threshold" + figures);
        // 2
        if (ready.Exists(e => zoneOf(e.NodeName).Length == 0)) return None("One or more endpoints do not have a zone specified");
        var serving = ready.GroupBy(e => zoneOf(e.NodeName), StringComparer.Ordinal).ToDictionary(g => g.Key, g => new Stack<ServiceEndpoint>(g), StringComparer.Ordinal);
        foreach (var zone in zones.Keys) serving.TryAdd(zone, []);
        // 3
        var names = serving.Keys.Order(StringComparer.Ordinal).ToList();
        while (true)
        {
            var poor = names.OrderByDescending(z => serving[z].Count < least.GetValueOrDefault(z)).ThenByDescending(Lack).First();
            var isNeedy = serving[poor].Count < least.GetValueOrDefault(poor);
            var rich = names.Where(z => serving[z].Count > least.GetValueOrDefault(z)).MinBy(Lack);
            if (rich is null || (!isNeedy && (Lack(poor) < 1 || Lack(rich) >= 0))) break;
            serving[poor].Push(serving[rich].Pop());
        }
        return new ZoneHints { ByPod = serving.SelectMany(z => z.Value.Select(e => (e.Pod.Uid, z.Key))).ToDictionary(h => h.Uid, h => h.Key, StringComparer.Ordinal) };

        double Lack(string zone) => Math.Max(zones.GetValueOrDefault(zone) * ready.Count, least.GetValueOrDefault(zone)) - serving[zone].Count;
    }

    private static ZoneHints None(string why) => new() { Why = why };
}
