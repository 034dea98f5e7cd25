using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Aggregation;

/// <summary>
/// An APIService for every group version that this server has itself. Those of its own kinds are made at its start and
/// then left to people; those of definitions come and go with them. What somebody else has made is left alone.
/// </summary>
internal static class LocalServices
{
    public const string Label = "kube-aggregator.kubernetes.io/automanaged";
    public const string AtStart = "onstart";
    public const string Always = "true";

    /// <summary>What is to be done about one of them: create it, update it, or (with no body) delete it.</summary>
    internal sealed record Step(Document? Present, DraftObject? Body);

    public static IReadOnlyList<Step> Plan(KindCatalogue catalogue, IEnumerable<Document> present, bool starting)
    {
        var steps = new List<Step>();
        var byName = present.ToDictionary(d => d.Name, StringComparer.Ordinal);
        var wanted = catalogue.All.Where(k => k.Group != RemoteVersions.ApiServices.Group).GroupBy(k => (k.Group, k.Version))
            .Select(g => Wanted(g.Key.Group, g.Key.Version, g.All(k => k.IsCustom) ? Always : AtStart)).ToDictionary(w => w.Object("metadata").String("name"), StringComparer.Ordinal);
        foreach (var (name, body) in wanted)
        {
            var managed = body.Object("metadata").Object("labels").String(Label);
            if (!starting && managed == AtStart) continue;
            if (byName.GetValueOrDefault(name) is not { } found) steps.Add(new Step(null, body));
            else if (IsManaged(found, starting) && !Draft.DeepEquals(Draft.From(found.Spec), body["spec"])) steps.Add(new Step(found, With(found, body)));
        }
        steps.AddRange(byName.Values.Where(d => !wanted.ContainsKey(d.Name) && IsManaged(d, starting)).Select(d => new Step(d, null)));
        return steps;
    }

    public static async Task<Status?> TakeAsync(Step step, IClusterClient client, CancellationToken cancellation)
    {
        var done = step switch
        {
            { Body: null, Present: { } gone } => await client.DeleteAsync(RemoteVersions.ApiServices, "", gone.Name, new DeleteQuery { PreconditionUid = gone.Uid }, cancellation),
            { Present: null } => await client.CreateAsync(RemoteVersions.ApiServices, "", step.Body!, cancellation: cancellation),
            _ => await client.UpdateAsync(RemoteVersions.ApiServices, "", step.Body!, cancellation: cancellation),
        };
        // Another server of the cluster may have been first.
        return done.IsSuccess || done.Failure is { IsNotFound: true } or { IsConflict: true } or { IsAlreadyExists: true } ? null : done.Failure;
    }

    private static bool IsManaged(Document apiService, bool starting) => apiService.Metadata["labels"u8][Label].AsString() switch
    {
        Always => true,
        AtStart => starting,
        _ => false,
    };

    private static DraftObject Wanted(string group, string version, string managed)
    {
        var priority = GroupPriority.Of(group, version);
        var spec = new DraftObject { ["version"] = version, ["groupPriorityMinimum"] = priority.Group, ["versionPriority"] = priority.Version };
        if (group.Length > 0) spec["group"] = group;
        return new DraftObject
        {
            ["apiVersion"] = "apiregistration.k8s.io/v1",
            ["kind"] = "APIService",
            ["metadata"] = new DraftObject { ["name"] = $"{version}.{group}", ["labels"] = new DraftObject { [Label] = managed } },
            ["spec"] = spec,
        };
    }

    private static DraftObject With(Document found, DraftObject wanted)
    {
        var body = DraftObject.Of(found);
        body["spec"] = wanted["spec"]!.Clone();
        return body;
    }
}
