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

        // 1 who guards the pod
        var found = await reader.GetAsync(call.Kind, call.Namespace, call.Name, cancellation);
        if (found.Failure is not null) return found;
        var pod = found.Document;
        var budgets = HasEnded(pod) ? [] : await GuardsAsync(pod, cancellation);
        if (budgets.Count > 1) return new Status(500, "", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");

        // 2 it agrees, or does not care because the pod serves nobody
        if (budgets is [var budget])
        {
            if (!IsReady(pod) && LetsUnreadyGo(budget))
            {
                if (options.PreconditionResourceVersion.Length == 0) options = options with { PreconditionResourceVersion = pod.ResourceVersion };
            }
            else if (await SpendAsync(call, budget, options.DryRun, cancellation) is { } refused) return refused;
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

    private static Status TooMany(string why, int retryAfterSeconds)
    {
        var refused = Status.TooManyRequests(Violates, retryAfterSeconds);
        return refused with { Details = refused.Details! with { Causes = [new StatusCause("DisruptionBudget", why, "")] } };
    }

    private static bool HasEnded(Document pod) =>
        pod.Metadata["deletionTimestamp"u8].Exists || pod.Status["phase"u8].AsString() is "Succeeded" or "Failed" or "Pending";

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
