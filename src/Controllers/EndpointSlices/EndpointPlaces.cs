using Timonier.Controllers.ServiceEndpoints;
using Timonier.Documents;

namespace Timonier.Controllers.EndpointSlices;

/// <summary>Where the endpoints of one service are, and for whom they are meant first.</summary>
internal sealed record EndpointPlaces(Func<string, string> ZoneOf, ZoneHints? ByZone)
{
    /// <summary>Of a ready endpoint: by shares where the service asked for that, else for what is near where it prefers that; may be empty.</summary>
    public DraftObject Hints(ServiceEndpoint endpoint, string distribution)
    {
        var hints = new DraftObject();
        var zone = ZoneOf(endpoint.NodeName);
        if (ByZone is not null)
        {
            if (ByZone.ByPod?.GetValueOrDefault(endpoint.Pod.Uid) is { } meant) hints["forZones"] = Named(meant);
            return hints;
        }
        if (distribution is not ("PreferClose" or "PreferSameZone" or "PreferSameNode")) return hints;
        if (distribution == "PreferSameNode") hints["forNodes"] = Named(endpoint.NodeName);
        if (zone.Length > 0) hints["forZones"] = Named(zone);
        return hints;
    }

    private static DraftArray Named(string name) => new([new DraftObject { ["name"] = name }]);
}
