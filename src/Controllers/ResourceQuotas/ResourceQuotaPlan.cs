using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds.Quotas;

namespace Timonier.Controllers.ResourceQuotas;

/// <summary>What a quota's status should say: its bounds as they are in force, and what is used of each.</summary>
public static class ResourceQuotaPlan
{
    public static readonly ResourceName Quotas = new("", "v1", "resourcequotas");

    /// <summary>The resources whose objects a quota counts, for example <c>pods</c> and <c>deployments.apps</c>.</summary>
    public static IReadOnlyCollection<string> Counted(Document quota)
    {
        var counted = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var bound in quota.Spec["hard"u8].Members)
            if (QuotaNames.ResourceOf(bound.Name) is { Length: > 0 } qualified) counted.Add(qualified);
        return counted;
    }

    /// <param name="quota">The quota as the cluster has it now.</param>
    /// <param name="items">The objects of its namespace, read after the quota was, by resource.</param>
    /// <param name="isSettled">
    /// Nobody has taken anything from the quota for a while, so whatever was taken has been stored or given back. Only
    /// then may its use go down: a writer takes first and stores then, and what it took is not yet to be seen between.
    /// </param>
    /// <param name="now">Against which pods that are ending are held.</param>
    public static ControllerPlan Compute(Document quota, IReadOnlyDictionary<string, IReadOnlyList<Document>> items, bool isSettled, DateTimeOffset now)
    {
        var hard = ResourceAmounts.Of(quota.Spec["hard"u8]);
        var before = ResourceAmounts.Of(quota.Status["used"u8]);
        var used = before.Where((name, _) => hard.Has(name));
        var waits = false;
        foreach (var (qualified, found) in items)
        {
            var names = hard.Names.Where(name => QuotaNames.Counts(qualified, name)).ToList();
            var counted = new ResourceAmounts();
            foreach (var item in found)
                if (QuotaScopes.Include(quota, qualified, item)) counted = counted.Plus(QuotaUsage.Of(qualified, item, now));
            foreach (var name in names)
            {
                if (!isSettled && counted[name] < used[name]) waits = true;
                else used[name] = counted[name];
            }
        }
        IReadOnlyList<PlanAction> actions = IsSaid(quota, hard, used) ? [] : [Say(quota, hard, used)];
        return new ControllerPlan(actions, waits ? ResourceQuotaController.Settling : null);
    }

    private static bool IsSaid(Document quota, ResourceAmounts hard, ResourceAmounts used) =>
        quota.Status["hard"u8].Exists && quota.Status["used"u8].Exists
        && ResourceAmounts.Of(quota.Status["hard"u8]).SameAs(hard) && ResourceAmounts.Of(quota.Status["used"u8]).SameAs(used);

    private static UpdateAction Say(Document quota, ResourceAmounts hard, ResourceAmounts used)
    {
        var body = DraftObject.Of(quota);
        body["status"] = new DraftObject { ["hard"] = hard.ToDraft(), ["used"] = used.ToDraft() };
        return new UpdateAction(Quotas, quota.Namespace, body, "status");
    }
}
