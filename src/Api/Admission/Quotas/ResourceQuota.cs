using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds.Quotas;

namespace Timonier.Api.Admission.Quotas;

/// <summary>
/// Takes what a write needs out of its namespace's quotas, before it is stored and for good: of two writers one gets
/// the last unit. What is not stored after all is given back.
/// </summary>
internal sealed class ResourceQuota(QuotaLedger ledger, TimeProvider time) : AdmissionStep
{
    public override string Name => "ResourceQuota";

    public override async ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!IsCounted(call)) return null;
        var (qualified, wanted, @namespace) = (call.Qualified, call.Wanted!, call.Call.Namespace);
        var quotas = await ledger.OfAsync(@namespace, cancellation);
        if (quotas.Count == 0) return null;

        // 1 the quotas that are about this object
        var concerned = quotas.Where(q => Tracked(qualified, q).Count > 0 && QuotaScopes.Include(q, qualified, wanted)).ToList();
        foreach (var quota in concerned)
            if (Unfit(call, quota) is { } unfit) return unfit;

        // 2 what the write needs more than before
        var now = time.GetUtcNow();
        var needed = QuotaUsage.Of(qualified, wanted, now);
        if (call.Old is { } old && call.IsUpdate) needed = needed.Minus(QuotaUsage.Of(qualified, old, now));
        needed = needed.Where((_, amount) => !amount.IsZero);
        if (concerned.Count == 0 || needed.IsEmpty) return null;

        // 3 all of it, or nothing
        var (exceeded, taken) = await ledger.TakeAsync(@namespace, concerned, qualified, needed, call.Call.DryRun, cancellation);
        if (exceeded is not null) return call.Forbidden(exceeded);
        foreach (var part in taken) call.OnRefusal(c => ledger.GiveBackAsync(@namespace, part, c));
        return null;
    }

    // Events are too many to count. Whatever holds an amount that can change is counted again when it does.
    private static bool IsCounted(AdmissionCall call)
    {
        if (!call.Call.Kind.Namespaced || call.Wanted is null || call.Call.Kind.Plural == "events") return false;
        if (call.IsCreate) return call.Subresource.Length == 0;
        return call.IsUpdate && (call.Concerns("pods", "resize") || call.Concerns("services") || call.Concerns("persistentvolumeclaims") || call.Concerns("resourceclaims.resource.k8s.io"));
    }

    private static List<string> Tracked(string qualified, Document quota)
    {
        var names = new List<string>();
        foreach (var bound in quota.Status["hard"u8].Members)
            if (QuotaNames.Counts(qualified, bound.Name)) names.Add(bound.Name);
        return names;
    }

    private static Status? Unfit(AdmissionCall call, Document quota)
    {
        var names = Tracked(call.Qualified, quota);
        if (QuotaUsage.Missing(call.Qualified, call.Wanted!, names) is { } missing) return call.Forbidden($"failed quota: {quota.Name}: {missing}");
        var unknown = names.Where(n => !quota.Status["used"u8][n].Exists).Order(StringComparer.Ordinal).ToList();
        return unknown.Count == 0 ? null : call.Forbidden($"status unknown for quota: {quota.Name}, resources: {string.Join(',', unknown)}");
    }
}
