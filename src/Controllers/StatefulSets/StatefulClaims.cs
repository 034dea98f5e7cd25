using System.Globalization;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.StatefulSets;

/// <summary>
/// The volume claims of one StatefulSet's pods: which each pod has, which are missing, and who owns them. By the
/// retention policy a claim belongs to the set (goes with it), to its pod when that is one too many (goes with the
/// pod), or to nobody. A claim that somebody else controls is left alone.
/// </summary>
/// <param name="set">The set.</param>
/// <param name="present">The claim of a name in the set's namespace, or null.</param>
internal sealed class StatefulClaims(StatefulSetModel set, Func<string, Document?> present)
{
    private readonly Node policy = set.Source.Spec["persistentVolumeClaimRetentionPolicy"u8];

    private bool GoesWithPod => policy["whenScaled"u8].TextEquals("Delete"u8);
    private bool GoesWithSet => policy["whenDeleted"u8].TextEquals("Delete"u8);

    /// <summary>A pod's volumes that are claims.</summary>
    public List<DraftObject> Volumes(int ordinal) =>
        [.. Templates().Select(t => new DraftObject { ["name"] = TemplateName(t), ["persistentVolumeClaim"] = new DraftObject { ["claimName"] = NameOf(t, ordinal) } })];

    public bool AreMounted(Document pod, int ordinal)
    {
        var claimed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var volume in pod.Spec["volumes"u8].Items) claimed[volume["name"u8].AsString()] = volume["persistentVolumeClaim"u8]["claimName"u8].AsString();
        return Templates().All(t => claimed.GetValueOrDefault(TemplateName(t)) == NameOf(t, ordinal));
    }

    public IEnumerable<CreateAction> Missing(int ordinal) => Templates().Where(t => present(NameOf(t, ordinal)) is null).Select(t => Creation(t, ordinal));

    /// <summary>The claim that a pod cannot be made for since it is on its way out, or null.</summary>
    public string? Leaving(int ordinal) => Names(ordinal).FirstOrDefault(n => present(n) is { } claim && PodFacts.IsDeleting(claim));

    /// <summary>Whether a claim still belongs to an earlier pod of that number and will go with it.</summary>
    public bool IsStale(int ordinal) => GoesWithPod && Present(ordinal).Any(c => OwnersOf(c).Any(o => IsPod(o, ordinal)));

    /// <summary>The writes that give the claims of a pod their owner.</summary>
    public IEnumerable<UpdateAction> OwnerWrites(int ordinal, string podUid)
    {
        foreach (var claim in Present(ordinal))
        {
            var owners = OwnersOf(claim);
            var mine = owners.Where(o => IsSet(o) || IsPod(o, ordinal)).ToList();
            if (owners.Except(mine).Any(o => o["controller"] is DraftScalar { Kind: NodeKind.True })) continue;
            var wanted = Owner(ordinal, podUid);
            if (wanted is null ? mine.Count == 0 : mine.Count == 1 && Draft.DeepEquals(mine[0], wanted)) continue;
            var body = DraftObject.Of(claim);
            DraftObject[] now = [.. owners.Except(mine), .. wanted is null ? (DraftObject[])[] : [wanted]];
            body.Object("metadata")["ownerReferences"] = now.Length == 0 ? null : new DraftArray(now);
            yield return new UpdateAction(CoreResources.PersistentVolumeClaims, claim.Namespace, body);
        }
    }

    /// <summary>Whether a claim of that name may be one of this set.</summary>
    public bool Concerns(string claim)
    {
        foreach (var template in Templates())
            if (claim.StartsWith($"{TemplateName(template)}-{set.Name}-", StringComparison.Ordinal)) return true;
        return false;
    }

    private DraftObject? Owner(int ordinal, string podUid)
    {
        if (GoesWithPod && !set.Wants(ordinal)) return new Ownership("v1", "Pod", set.PodName(ordinal), podUid).ToDraft();
        return GoesWithSet ? set.Owner.ToDraft() : null;
    }

    private CreateAction Creation(Node template, int ordinal)
    {
        var (name, pod) = (NameOf(template, ordinal), set.PodName(ordinal));
        var metadata = Draft.From(template["metadata"u8]) as DraftObject ?? new DraftObject();
        metadata["name"] = name;
        metadata["namespace"] = set.Source.Namespace;
        foreach (var label in set.Source.Spec["selector"u8]["matchLabels"u8].Members) metadata.Object("labels")[label.Name] = label.Value;
        if (Owner(ordinal, "") is { } owner) metadata.Array("ownerReferences").Add(owner);
        var body = new DraftObject { ["apiVersion"] = "v1", ["kind"] = "PersistentVolumeClaim", ["metadata"] = metadata, ["spec"] = template["spec"u8] };
        return new CreateAction(CoreResources.PersistentVolumeClaims, set.Source.Namespace, body)
        {
            Event = StatefulEvents.ClaimDone(set.Source, pod, name),
            Refused = why => why.IsAlreadyExists ? null : StatefulEvents.ClaimFailed(set.Source, pod, name, why.Message),
        };
    }

    private List<Node> Templates()
    {
        var all = new List<Node>();
        foreach (var template in set.ClaimTemplates.Items) all.Add(template);
        return all;
    }

    private static string TemplateName(Node template) => template["metadata"u8]["name"u8].AsString();

    private string NameOf(Node template, int ordinal) => $"{TemplateName(template)}-{set.Name}-{ordinal.ToString(CultureInfo.InvariantCulture)}";

    private IEnumerable<string> Names(int ordinal) => Templates().Select(t => NameOf(t, ordinal));

    private IEnumerable<Document> Present(int ordinal) => Names(ordinal).Select(present).OfType<Document>();

    private static List<DraftObject> OwnersOf(Document claim)
    {
        var all = new List<DraftObject>();
        foreach (var owner in claim.Metadata["ownerReferences"u8].Items) all.Add((DraftObject)Draft.From(owner));
        return all;
    }

    private bool IsSet(DraftObject owner) => owner.String("kind") == "StatefulSet" && owner.String("uid") == set.Source.Uid;

    private bool IsPod(DraftObject owner, int ordinal) => owner.String("kind") == "Pod" && owner.String("name") == set.PodName(ordinal);
}
