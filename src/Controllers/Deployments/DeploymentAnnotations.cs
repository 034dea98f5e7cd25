using System.Globalization;
using Timonier.Documents;

namespace Timonier.Controllers.Deployments;

/// <summary>The annotations by which a Deployment remembers its revisions and sizes in its ReplicaSets.</summary>
internal static class DeploymentAnnotations
{
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string History = "deployment.kubernetes.io/revision-history";
    public const string Desired = "deployment.kubernetes.io/desired-replicas";
    public const string Max = "deployment.kubernetes.io/max-replicas";

    // The history in an annotation must not grow without bound.
    private const int LongestHistory = 2000;

    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "kubectl.kubernetes.io/last-applied-configuration", Revision, History, Desired, Max, "deprecated.deployment.rollback.to",
    };

    /// <summary>Copies the user's annotations (change cause and such) and notes the revision; answers whether anything changed.</summary>
    public static bool Carry(DeploymentModel deployment, Dictionary<string, string> annotations, long revision, bool isNew)
    {
        var changed = false;
        foreach (var (name, value) in deployment.Annotations)
        {
            if (Own.Contains(name) || annotations.GetValueOrDefault(name) == value) continue;
            annotations[name] = value;
            changed = true;
        }
        var old = annotations.GetValueOrDefault(Revision, "");
        var oldNumber = long.TryParse(old, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : 0;
        if (oldNumber < revision)
        {
            annotations[Revision] = revision.ToString(CultureInfo.InvariantCulture);
            changed = true;
            if (!isNew && oldNumber > 0)
            {
                var history = annotations.GetValueOrDefault(History, "");
                var entries = (history.Length > 0 ? $"{history},{old}" : old).Split(',').ToList();
                while (entries.Count > 1 && entries.Sum(e => e.Length + 1) > LongestHistory) entries.RemoveAt(0);
                annotations[History] = string.Join(',', entries);
            }
        }
        if (isNew) changed |= NoteSizes(deployment, annotations);
        return changed;
    }

    public static bool NoteSizes(DeploymentModel deployment, Dictionary<string, string> annotations)
    {
        var desired = deployment.Replicas.ToString(CultureInfo.InvariantCulture);
        var most = (deployment.Replicas + deployment.MaxSurge).ToString(CultureInfo.InvariantCulture);
        if (annotations.GetValueOrDefault(Desired) == desired && annotations.GetValueOrDefault(Max) == most) return false;
        annotations[Desired] = desired;
        annotations[Max] = most;
        return true;
    }

    public static void Write(DraftObject target, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.Count == 0) return;
        var draft = target.Object("metadata").Object("annotations");
        foreach (var (name, value) in annotations) draft[name] = value;
    }
}
