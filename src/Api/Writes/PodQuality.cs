using Timonier.Documents;

namespace Timonier.Api.Writes;

/// <summary>Guaranteed, Burstable or BestEffort, from the requests and limits for cpu and memory of every container.</summary>
internal static class PodQuality
{
    public static string Of(DraftObject spec)
    {
        var containers = spec.Array("containers").Concat(spec["initContainers"] as DraftArray ?? []).OfType<DraftObject>().ToList();
        var any = false;
        var guaranteed = containers.Count > 0;
        foreach (var container in containers)
        {
            var resources = container["resources"] as DraftObject;
            var (limits, requests) = (resources?["limits"] as DraftObject, resources?["requests"] as DraftObject);
            foreach (var name in (string[])["cpu", "memory"])
            {
                var (limit, request) = (Text(limits?[name]), Text(requests?[name]));
                any |= limit.Length > 0 || request.Length > 0;
                guaranteed &= limit.Length > 0 && (request.Length == 0 || request == limit);
            }
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static string Text(Draft? value) => value is DraftScalar { Text: not "0" } scalar ? scalar.Text : "";
}
