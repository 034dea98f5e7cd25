using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Deployments;

/// <summary>The status of a Deployment while a plan works on it.</summary>
internal sealed class DeploymentStatus
{
    private readonly DeploymentModel deployment;
    private readonly DateTimeOffset now;
    private readonly List<Condition> conditions;
    private readonly DraftObject status;
    private string? revision;

    public DeploymentStatus(DeploymentModel deployment, DateTimeOffset now)
    {
        this.deployment = deployment;
        this.now = now;
        conditions = Condition.ListOf(deployment.Source.Status["conditions"u8]);
        status = deployment.Source.Status.IsObject ? (DraftObject)Documents.Draft.From(deployment.Source.Status) : new DraftObject();
    }

    public Condition? Find(string type) => conditions.Find(c => c.Type == type);

    public void Remove(string type) => conditions.RemoveAll(c => c.Type == type);

    /// <summary>Sets a condition; one that says the same already keeps its times and its message.</summary>
    public void Set(string type, string value, string reason, string message, DateTimeOffset? since = null)
    {
        var present = Find(type);
        if (present is not null && present.Status == value && present.Reason == reason && since is null) return;
        Remove(type);
        var transition = since ?? (present is not null && present.Status == value ? present.LastTransitionTime : null) ?? now;
        conditions.Add(new Condition(type, value, reason, message) { LastUpdateTime = now, LastTransitionTime = transition });
    }

    public void Copy(Condition condition)
    {
        var present = Find(condition.Type);
        if (present is not null && present.Status == condition.Status && present.Reason == condition.Reason) return;
        Set(condition.Type, condition.Status, condition.Reason, condition.Message, condition.LastTransitionTime);
    }

    public void Count(string name, int count) => status[name] = count > 0 ? count : null;

    /// <summary>Written even when zero: absent means that nobody counts.</summary>
    public void Terminating(int count) => status["terminatingReplicas"] = count;

    public void Observe(long generation) => status["observedGeneration"] = generation > 0 ? generation : null;

    public void SetRevision(string value) => revision = value;

    /// <summary>The whole Deployment with this status; null when nothing differs from what stands.</summary>
    public DraftObject? Draft()
    {
        if (conditions.Count > 0) status["conditions"] = new DraftArray(conditions.Select(c => c.ToDraft()));
        else status.Remove("conditions");
        var newRevision = revision is not null && deployment.Annotations.GetValueOrDefault(DeploymentAnnotations.Revision) != revision;
        if (!newRevision && Documents.Draft.DeepEquals(status, Documents.Draft.From(deployment.Source.Status))) return null;
        var whole = DraftObject.Of(deployment.Source);
        whole["status"] = status;
        if (newRevision) whole.Object("metadata").Object("annotations")[DeploymentAnnotations.Revision] = revision;
        return whole;
    }
}
