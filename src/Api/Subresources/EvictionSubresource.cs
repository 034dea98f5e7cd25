using Timonier.Api.Admission;
using Timonier.Api.CustomResources;
using Timonier.Api.Pipeline;
using Timonier.Api.Reads;
using Timonier.Api.Storage;
using Timonier.Api.Writes;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Subresources;

/// <summary>pods/eviction: a deletion that asks the pod's disruption budget first.</summary>
internal sealed class EvictionSubresource(KindStores stores, IKindSource kinds, ObjectWriter writer, TimeProvider time)
{
    private const int MostDisrupted = 2000;
    private const int MostAttempts = 5;
    private const string Violates = "Cannot evict pod as it would violate the pod's disruption budget.";
    private readonly ObjectReader reader = new(stores);

    public async ValueTask<ApiAnswer> CreateAsync(ApiCall call, CancellationToken cancellation)
    {
        if (call.Body!.Object("metadata").String("name") != call.Name) return Status.BadRequest("name in URL does not match name in Eviction object");
        var said = call.Body["deleteOptions"] as DraftObject ?? [];
        var (options, senseless) = QueryText.DeleteOptionsOf(said.ToDocument().Root);
        if (options is null) return senseless!;
        options = options with { DryRun = options.DryRun || call.DryRun };

        var wish = new AdmissionCall(call with { DryRun = options.DryRun }, AdmissionOperation.Create, call.Body, old: null) { BodyKind = kinds.Current.FindKind("policy/v1", "Eviction")! };
        if (await writer.AdmitAsync(wish, cancellation) is { } unwelcome) return ((ApiAnswer)unwelcome).Warning(wish.Warnings);

        for (var attempt = 1; ; attempt++)
        {
            var answer = await EvictAsync(call, options, cancellation);
            // The pod has changed since it was judged, and who asks did not say as what it must still stand: it is judged anew.
            if (answer.Failure is not { IsConflict: true } || options.PreconditionResourceVersion.Length > 0 || attempt == MostAttempts) return answer;
        }
    }

    private async ValueTask<ApiAnswer> EvictAsync(ApiCall call, DeleteOptions options, CancellationToken cancellation)
    {
        // 1 who guards the pod
        var found = await reader.GetAsync(call.Kind, call.Namespace, call.Name, cancellation);
        if (found.Failure is not null) return found;
        var pod = found.Document;
        var budgets = HasEnded(pod) ? [] : await GuardsAsync(pod, cancellation);
        if (budgets.Count > 1) return new Status(500, "", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");

        // 2 it agrees, or does not care because the pod serves nobody; then it must still serve nobody when it goes
        if (budgets is [var budget] && (IsReady(pod) || !LetsUnreadyGo(budget)))
        {
            if (await SpendAsync(call, budget, options.DryRun, cancellation) is { } refused) return refused;
        }
        else if ((budgets.Count > 0 || IsPending(pod)) && options.PreconditionResourceVersion.Length == 0) options = options with { PreconditionResourceVersion = pod.ResourceVersion };

        // 3 it is told why it ends, and ends
        if (!options.DryRun)
        {
            var marked = await MarkAsync(call, options, cancellation);
            if (marked.Failure is not null) return marked;
            if (options.PreconditionResourceVersion.Length > 0) options = options with { PreconditionResourceVersion = marked.Document.ResourceVersion };
        }
        return await writer.DeleteAsync(call with { Delete = options }, cancellation) is { Failure: not null } failed ? failed : ApiAnswer.Of(StatusText.Of(new Status(201, "", "")), 201);
    }

    private async ValueTask<List<Document>> GuardsAsync(Document pod, CancellationToken cancellation)
    {
        if (kinds.Current.Find(CoreResources.PodDisruptionBudgets) is not { } kind) return [];
        var page = await stores.Plain.ListAsync(new StoreRange(Keys.Prefix(kind, pod.Namespace)), cancellation);
        return [.. page.Entries.Select(Stored.Read).Where(budget => LabelSelectors.Of(budget.Spec["selector"u8]).Matches(pod.Metadata["labels"u8]))];
    }

    // The controller counts again from what it sees; until then the budget remembers whom it let go.
    private async ValueTask<Status?> SpendAsync(ApiCall call, Document budget, bool dryRun, CancellationToken cancellation)
    {
        var write = call with { Kind = kinds.Current.Find(CoreResources.PodDisruptionBudgets)!, Verb = "update", Name = budget.Name, Subresource = "status", DryRun = dryRun };
        return (await writer.ChangeAsync(write, now => Spent(now, call.Name), cancellation)).Failure;
    }

    private (DraftObject? Body, Status? Failure) Spent(Document budget, string pod)
    {
        var status = budget.Status;
        var allowed = status["disruptionsAllowed"u8].AsInt64();
        if (status["observedGeneration"u8].AsInt64() < budget.Metadata["generation"u8].AsInt64())
            return (null, TooMany($"The disruption budget {budget.Name} is still being processed by the server.", retryAfterSeconds: 10));
        if (allowed < 0) return (null, Status.Forbidden(CoreResources.PodDisruptionBudgets with { Plural = "poddisruptionbudget" }, budget.Name, "pdb disruptions allowed is negative"));
        if (status["disruptedPods"u8].Count > MostDisrupted)
            return (null, Status.Forbidden(CoreResources.PodDisruptionBudgets with { Plural = "poddisruptionbudget" }, budget.Name, "DisruptedPods map too big - too many evictions not confirmed by PDB controller"));
        if (allowed == 0)
            return (null, TooMany($"The disruption budget {budget.Name} needs {status["desiredHealthy"u8].AsInt64()} healthy pods and has {status["currentHealthy"u8].AsInt64()} currently", retryAfterSeconds: 0));

        var body = DraftObject.Over(budget);
        var counts = body.Object("status");
        counts["disruptionsAllowed"] = allowed - 1;
        counts.Object("disruptedPods")[pod] = time.GetUtcNow();
        if (allowed == 1)
            foreach (var condition in counts.Array("conditions").OfType<DraftObject>().Where(c => c.String("type") == "DisruptionAllowed" && c.String("status") != "False"))
                (condition["status"], condition["reason"], condition["lastTransitionTime"]) = ("False", "InsufficientPods", time.GetUtcNow());
        return (body, null);
    }

    // Those who count a Job's failures go by it: this one was not the pod's own.
    private ValueTask<ApiAnswer> MarkAsync(ApiCall call, DeleteOptions options, CancellationToken cancellation) =>
        writer.ChangeAsync(call with { Verb = "update", Subresource = "status" }, now => Marked(call.Kind, now, options), cancellation);

    private (DraftObject? Body, Status? Failure) Marked(Kind kind, Document pod, DeleteOptions options)
    {
        if (options.PreconditionUid.Length > 0 && options.PreconditionUid != pod.Uid) return (null, Status.Conflict(kind.Resource, pod.Name));
        if (options.PreconditionResourceVersion.Length > 0 && options.PreconditionResourceVersion != pod.ResourceVersion) return (null, Status.Conflict(kind.Resource, pod.Name));
        var body = DraftObject.Over(pod);
        var conditions = body.Object("status").Array("conditions");
        var present = conditions.OfType<DraftObject>().FirstOrDefault(c => c.String("type") == "DisruptionTarget");
        if (present is null) conditions.Add(present = new DraftObject { ["type"] = "DisruptionTarget" });
        if (present.String("status") != "True") present["lastTransitionTime"] = time.GetUtcNow();
        (present["status"], present["reason"], present["message"]) = ("True", "EvictionByEvictionAPI", "Eviction API: evicting");
        return (body, null);
    }

    private static Status TooMany(string why, int retryAfterSeconds)
    {
        var refused = Status.TooManyRequests(Violates, retryAfterSeconds);
        return refused with { Details = refused.Details! with { Causes = [new StatusCause("DisruptionBudget", why, "")] } };
    }

    private static bool HasEnded(Document pod) =>
        pod.Metadata["deletionTimestamp"u8].Exists || pod.Status["phase"u8].AsString() is "Succeeded" or "Failed" or "Pending";

    // It may be about to serve: its budget was not asked only because it does not yet.
    private static bool IsPending(Document pod) => !pod.Metadata["deletionTimestamp"u8].Exists && pod.Status["phase"u8].TextEquals("Pending"u8);

    private static bool IsReady(Document pod)
    {
        foreach (var condition in pod.Status["conditions"u8].Items)
            if (condition["type"u8].TextEquals("Ready"u8)) return condition["status"u8].TextEquals("True"u8);
        return false;
    }

    private static bool LetsUnreadyGo(Document budget)
    {
        if (budget.Spec["unhealthyPodEvictionPolicy"u8].TextEquals("AlwaysAllow"u8)) return true;
        var desired = budget.Status["desiredHealthy"u8].AsInt64();
        return desired > 0 && budget.Status["currentHealthy"u8].AsInt64() >= desired;
    }
}
