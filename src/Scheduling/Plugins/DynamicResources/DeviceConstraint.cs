using Timonier.Documents;

namespace Timonier.Scheduling.Plugins;

/// <summary>What must be true of the devices of several requests of a claim together: one attribute the same for all, or different.</summary>
internal sealed record DeviceConstraint(Document Claim, IReadOnlyList<string> Requests, string Attribute, bool IsSame)
{
    public static IEnumerable<DeviceConstraint> ListOf(Document claim)
    {
        foreach (var item in claim.Spec["devices"u8]["constraints"u8].Items)
        {
            var requests = new List<string>();
            foreach (var request in item["requests"u8].Items) requests.Add(request.AsString().Split('/')[0]);
            if (item["matchAttribute"u8].AsStringOrNull() is { } same) yield return new DeviceConstraint(claim, requests, same, IsSame: true);
            if (item["distinctAttribute"u8].AsStringOrNull() is { } distinct) yield return new DeviceConstraint(claim, requests, distinct, IsSame: false);
        }
    }

    public bool Allows(Device device, string request, IEnumerable<(Device Device, string Request)> others)
    {
        if (!Concerns(request)) return true;
        var own = device.Attribute(Attribute);
        if (!own.Exists) return false;
        foreach (var (other, theirRequest) in others)
            if (Concerns(theirRequest) && own.Raw.Span.SequenceEqual(other.Attribute(Attribute).Raw.Span) != IsSame) return false;
        return true;
    }

    private bool Concerns(string request) => Requests.Count == 0 || Requests.Contains(request);
}
