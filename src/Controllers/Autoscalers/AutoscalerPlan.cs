using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Autoscalers;

/// <summary>
/// One look at one HorizontalPodAutoscaler: 1 whether it may act at all, 2 what its metrics ask for, 3 what of that its
/// limits let through now. What it then says in its status depends on how the write of the scale ended.
/// </summary>
public sealed class AutoscalerPlan
{
    public static readonly ResourceName Autoscalers = new("autoscaling", "v2", "horizontalpodautoscalers");
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly AutoscalerModel autoscaler;
    private readonly DateTimeOffset now;
    private readonly List<Condition> conditions;
    private readonly List<EventNote> notes = [];
    private readonly DraftArray metrics = [];
    private int? current;
    private string reason = "";

    private AutoscalerPlan(Document autoscaler, AutoscalerHistory history, DateTimeOffset now)
    {
        this.autoscaler = new AutoscalerModel(autoscaler);
        this.now = now;
        History = history;
        conditions = Condition.ListOf(autoscaler.Status["conditions"u8]);
    }

    /// <summary>How many replicas to write into the target's scale; null: it stays as it is.</summary>
    public int? Replicas { get; private set; }

    /// <summary>What to remember for the next look.</summary>
    public AutoscalerHistory History { get; private set; }

    /// <summary>The target's scale cannot be read.</summary>
    public static AutoscalerPlan Unscalable(Document autoscaler, AutoscalerHistory history, string why, DateTimeOffset now)
    {
        var plan = new AutoscalerPlan(autoscaler, history, now);
        plan.Warn("FailedGetScale", why);
        plan.Set("AbleToScale", "False", "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {why}");
        return plan;
    }

    /// <param name="autoscaler">The object.</param>
    /// <param name="scale">The scale of its target.</param>
    /// <param name="pods">The pods that the scale selects.</param>
    /// <param name="rivals">All autoscalers that work on these pods, "{name namespace}" each; one is itself.</param>
    /// <param name="readings">What was read for each of its metrics, in their order.</param>
    /// <param name="history">What it remembers.</param>
    /// <param name="now">The time.</param>
    public static AutoscalerPlan Compute(
        Document autoscaler, Document scale, IReadOnlyList<Document> pods, IReadOnlyList<string> rivals, IReadOnlyList<MetricReading> readings, AutoscalerHistory history, DateTimeOffset now)
    {
        var asked = scale.Spec["replicas"u8].AsInt32();
        var plan = new AutoscalerPlan(autoscaler, history.Starting(asked, now), now) { current = asked };
        plan.Set("AbleToScale", "True", "SucceededGetScale", "the HPA controller was able to get the target's current scale");
        plan.Decide(scale, pods, rivals, readings, asked);
        return plan;
    }

    private void Decide(Document scale, IReadOnlyList<Document> pods, IReadOnlyList<string> rivals, IReadOnlyList<MetricReading> readings, int asked)
    {
        // 1 nobody asked for pods at all, or the limits are already overstepped
        if (asked == 0 && autoscaler.Least != 0)
        {
            Set("ScalingActive", "False", "ScalingDisabled", "scaling is disabled since the replica count of the target is zero");
            return;
        }
        if (asked > autoscaler.Most || asked < autoscaler.Least)
        {
            (Replicas, reason) = asked > autoscaler.Most
                ? (autoscaler.Most, "Current number of replicas above Spec.MaxReplicas")
                : (autoscaler.Least, "Current number of replicas below Spec.MinReplicas");
            return;
        }

        // 2 what the metrics ask for
        if (!CanSelect(scale.Status["selector"u8].AsString(), rivals) || Wish(new ScaleView(asked, scale.Status["replicas"u8].AsInt32(), pods, autoscaler.Tolerates, now), readings) is not { } wish) return;
        reason = wish.Replicas > asked ? $"{wish.Name} above target" : "All metrics below target";

        // 3 what of it is done now
        var limits = new ScalingLimits(autoscaler, History, now);
        var steady = limits.Stabilized(asked, wish.Replicas);
        History = History.Wished(wish.Replicas, now);
        Set("AbleToScale", "True", steady.Reason, steady.Message);
        var limited = limits.Limited(asked, steady.Replicas);
        Set("ScalingLimited", limited.Replicas == steady.Replicas ? "False" : "True", limited.Reason, limited.Message);
        if (limited.Replicas != asked) Replicas = limited.Replicas;
    }

    private bool CanSelect(string selector, IReadOnlyList<string> rivals)
    {
        if (selector.Length == 0) return No("SelectorRequired", "selector is required", "InvalidSelector", "the HPA target's scale is missing a selector");
        if (!LabelSelector.TryParse(selector, out _, out var error))
        {
            var unreadable = $"couldn't convert selector into a corresponding internal selector object: {error}";
            return No("InvalidSelector", unreadable, "InvalidSelector", unreadable);
        }
        if (rivals.Count <= 1) return true;
        var ambiguous = $"pods by selector {selector} are controlled by multiple HPAs: [{string.Join(' ', rivals)}]";
        return No("AmbiguousSelector", ambiguous, "AmbiguousSelector", ambiguous);

        bool No(string told, string why, string because, string message)
        {
            Warn(told, why);
            Set("ScalingActive", "False", because, message);
            Warn("FailedComputeMetricsReplicas", why);
            return false;
        }
    }

    /// <summary>The most that any metric asks for; null when none can be read, or some cannot and the others would shrink.</summary>
    private (int Replicas, string Name)? Wish(ScaleView scale, IReadOnlyList<MetricReading> readings)
    {
        var (replicas, name) = (0, "");
        var failures = new List<(string Reason, string Why, string Summary)>();
        var sources = autoscaler.Metrics;
        for (var i = 0; i < sources.Count; i++)
        {
            var proposal = MetricProposal.Of(sources[i], scale, readings[i], autoscaler.Source.Namespace);
            metrics.Add(proposal.Status);
            if (proposal.Failure is { } failure)
            {
                failures.Add(failure);
                Warn(failure.Reason, failure.Why);
            }
            else if (replicas == 0 || proposal.Replicas > replicas) (replicas, name) = (proposal.Replicas, proposal.Name);
        }
        if (failures.Count > 0 && (failures.Count >= sources.Count || replicas < scale.SpecReplicas))
        {
            Set("ScalingActive", "False", failures[0].Reason, $"the HPA was unable to compute the replica count: {failures[0].Why}");
            Warn("FailedComputeMetricsReplicas", $"invalid metrics ({failures.Count} invalid out of {sources.Count}), first error is: {failures[0].Summary}");
            return null;
        }
        Set("ScalingActive", "True", "ValidMetricFound", $"the HPA was able to successfully calculate a replica count from {name}");
        return (replicas, name);
    }

    /// <summary>How the write of <see cref="Replicas"/> ended, if there was one: what is told of it, and remembered.</summary>
    public void Wrote(Status? refused)
    {
        if (Replicas is not { } size) return;
        if (refused is not null)
        {
            Warn("FailedRescale", $"New size: {size}; reason: {reason}; error: {refused.Message}");
            Set("AbleToScale", "False", "FailedUpdateScale", $"the HPA controller was unable to update the target scale: {refused.Message}");
            Replicas = null;
            return;
        }
        Set("AbleToScale", "True", "SucceededRescale", $"the HPA controller was able to update the target scale to {size}");
        notes.Add(new EventNote(autoscaler.About, "Normal", "SuccessfulRescale", $"New size: {size}; reason: {reason}"));
        if (autoscaler.Behavior.Exists) History = History.Changed(current!.Value, size, now);
    }

    public IReadOnlyList<EventNote> Notes => notes;

    /// <summary>The object with its new status; null when that stands already.</summary>
    public UpdateAction? Status()
    {
        var status = DraftObject.Of(autoscaler.Source).Object("status");
        if (current is { } count)
        {
            status = new DraftObject { ["currentReplicas"] = count, ["desiredReplicas"] = Desired(count) };
            if (metrics.Count > 0) status["currentMetrics"] = metrics;
            if (Replicas is not null) status["lastScaleTime"] = now;
            else if (autoscaler.Source.Status["lastScaleTime"u8] is { Exists: true } last) status["lastScaleTime"] = last;
        }
        status["conditions"] = new DraftArray(conditions.Select(c => c.ToDraft()));
        var body = DraftObject.Of(autoscaler.Source);
        body["status"] = status;
        return IsAsBefore(body.ToDocument().Status) ? null : new UpdateAction(Autoscalers, autoscaler.Source.Namespace, body, "status");
    }

    // Where no number was found, the wish of before stands.
    private int Desired(int count) => Replicas ?? (HasFailed ? autoscaler.Source.Status["desiredReplicas"u8].AsInt32() : count);

    private bool HasFailed => notes.Exists(n => n.Reason is "FailedComputeMetricsReplicas" or "FailedRescale");

    private bool IsAsBefore(Node status) => Array.TrueForAll(
        (string[])["currentReplicas", "desiredReplicas", "lastScaleTime", "currentMetrics", "conditions"],
        field => Draft.DeepEquals(Draft.From(autoscaler.Source.Status[field]), Draft.From(status[field])));

    private void Warn(string because, string message) => notes.Add(new EventNote(autoscaler.About, "Warning", because, message));

    private void Set(string type, string status, string because, string message)
    {
        var position = conditions.FindIndex(c => c.Type == type);
        var since = position >= 0 && conditions[position].Status == status ? conditions[position].LastTransitionTime ?? now : now;
        var condition = new Condition(type, status, because, message) { LastTransitionTime = since };
        if (position < 0) conditions.Add(condition);
        else conditions[position] = condition;
    }
}
