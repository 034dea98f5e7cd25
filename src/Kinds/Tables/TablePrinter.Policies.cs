using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class TablePrinter
{
    private static DraftArray OfDisruptionBudget(Document budget, DateTimeOffset now) =>
    [
        budget.Name, OrElse(budget.Spec["minAvailable"u8].AsText(), "N/A"), OrElse(budget.Spec["maxUnavailable"u8].AsText(), "N/A"),
        budget.Status["disruptionsAllowed"u8].AsInt64(), AgeOf(budget, now),
    ];

    private static DraftArray OfPriorityClass(Document priority, DateTimeOffset now) =>
    [
        priority.Name, priority.Root["value"u8].AsInt64(), priority.Root["globalDefault"u8].AsBool(), AgeOf(priority, now),
        OrElse(priority.Root["preemptionPolicy"u8].AsString(), "PreemptLowerPriority"),
    ];

    private static DraftArray OfResourceQuota(Document quota, DateTimeOffset now)
    {
        var (requests, limits) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var hard in quota.Status["hard"u8].Members)
        {
            var used = quota.Status["used"u8][hard.Name].AsText();
            (hard.Name.StartsWith("limits.", StringComparison.Ordinal) ? limits : requests).Add($"{hard.Name}: {OrElse(used, "0")}/{hard.Value.AsText()}");
        }
        return [quota.Name, string.Join(", ", requests), string.Join(", ", limits), AgeOf(quota, now)];
    }

    private static DraftArray OfComponentStatus(Document component, DateTimeOffset now)
    {
        var (status, message, error) = ("Unknown", "", "");
        foreach (var condition in component.Root["conditions"u8].Items)
        {
            if (!condition["type"u8].TextEquals("Healthy"u8)) continue;
            status = condition["status"u8].AsString() switch { "True" => "Healthy", "False" => "Unhealthy", _ => "Unknown" };
            (message, error) = (condition["message"u8].AsString(), condition["error"u8].AsString());
        }
        return [component.Name, status, message, error];
    }

    private static DraftArray OfSigningRequest(Document request, DateTimeOffset now)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in request.Status["conditions"u8].Items) types.Add(condition["type"u8].AsString());
        var state = types.Contains("Denied") ? "Denied" : types.Contains("Approved") ? "Approved" : "Pending";
        if (types.Contains("Failed")) state += ",Failed";
        if (request.Status["certificate"u8].AsString().Length > 0) state += ",Issued";
        var seconds = request.Spec["expirationSeconds"u8].AsInt64OrNull();
        return
        [
            request.Name, AgeOf(request, now), OrNone(request.Spec["signerName"u8].AsString()), request.Spec["username"u8].AsString(),
            seconds is { } wanted ? HumanDuration.Format(TimeSpan.FromSeconds(wanted)) : "<none>", state,
        ];
    }

    private static DraftArray OfWebhooks(Document hooks, DateTimeOffset now) => [hooks.Name, hooks.Root["webhooks"u8].Count, AgeOf(hooks, now)];

    private static DraftArray OfAdmissionPolicy(Document policy, string counted, DateTimeOffset now)
    {
        var kind = policy.Spec["paramKind"u8];
        return [policy.Name, policy.Spec[counted].Count, kind.Exists ? $"{kind["apiVersion"u8].AsString()}/{kind["kind"u8].AsString()}" : "<unset>", AgeOf(policy, now)];
    }

    private static DraftArray OfAdmissionPolicyBinding(Document binding, DateTimeOffset now)
    {
        var parameter = binding.Spec["paramRef"u8];
        var shown = "<unset>";
        if (parameter["name"u8].AsString() is { Length: > 0 } name) shown = $"{OrElse(parameter["namespace"u8].AsString(), "*")}/{name}";
        else if (parameter["selector"u8].Exists) shown = SelectorOf(parameter["selector"u8]);
        return [binding.Name, binding.Spec["policyName"u8].AsString(), shown, AgeOf(binding, now)];
    }

    private static DraftArray OfFlowSchema(Document schema, DateTimeOffset now)
    {
        var missing = "?";
        foreach (var condition in schema.Status["conditions"u8].Items)
            if (condition["type"u8].TextEquals("Dangling"u8)) missing = condition["status"u8].AsString();
        return
        [
            schema.Name, schema.Spec["priorityLevelConfiguration"u8]["name"u8].AsString(), schema.Spec["matchingPrecedence"u8].AsInt64(),
            OrNone(schema.Spec["distinguisherMethod"u8]["type"u8].AsString()), AgeOf(schema, now), missing,
        ];
    }

    private static DraftArray OfPriorityLevel(Document level, DateTimeOffset now)
    {
        var limited = level.Spec["limited"u8];
        var queuing = limited["limitResponse"u8]["queuing"u8];
        return
        [
            level.Name, level.Spec["type"u8].AsString(), Known(limited["nominalConcurrencyShares"u8], "<none>"), Known(queuing["queues"u8], "<none>"),
            Known(queuing["handSize"u8], "<none>"), Known(queuing["queueLengthLimit"u8], "<none>"), AgeOf(level, now),
        ];
    }

    private static DraftArray OfApiService(Document service, DateTimeOffset now)
    {
        var backend = service.Spec["service"u8];
        var available = "Unknown";
        foreach (var condition in service.Status["conditions"u8].Items)
        {
            if (!condition["type"u8].TextEquals("Available"u8)) continue;
            available = condition["status"u8].AsString();
            if (available != "True") available += $" ({condition["reason"u8].AsString()})";
        }
        return [service.Name, backend.IsObject ? $"{backend["namespace"u8].AsString()}/{backend["name"u8].AsString()}" : "Local", available, AgeOf(service, now)];
    }

    private static DraftArray OfResourceClaim(Document claim, DateTimeOffset now)
    {
        var states = new List<string>();
        var deleted = claim.Metadata["deletionTimestamp"u8].Exists;
        var allocated = claim.Status["allocation"u8].IsObject;
        if (deleted) states.Add("deleted");
        if (allocated) states.Add("allocated");
        if (allocated && claim.Status["reservedFor"u8].Count > 0) states.Add("reserved");
        if (!allocated && !deleted) states.Add("pending");
        return [claim.Name, string.Join(',', states), AgeOf(claim, now)];
    }

    private static DraftArray OfResourceSlice(Document slice, DateTimeOffset now) =>
        [slice.Name, slice.Spec["nodeName"u8].AsString(), slice.Spec["driver"u8].AsString(), slice.Spec["pool"u8]["name"u8].AsString(), AgeOf(slice, now)];
}
