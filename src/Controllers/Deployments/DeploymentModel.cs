using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Deployments;

/// <summary>A Deployment's wishes with the arithmetic of surge and unavailability done.</summary>
internal sealed class DeploymentModel
{
    public DeploymentModel(Document source)
    {
        Source = source;
        Replicas = source.Spec["replicas"u8].AsInt32OrNull() ?? 1;
        IsRollingUpdate = !source.Spec["strategy"u8]["type"u8].TextEquals("Recreate"u8);
        foreach (var annotation in source.Metadata["annotations"u8].Members) Annotations[annotation.Name] = annotation.Value.AsString();
        if (!IsRollingUpdate || Replicas == 0) return;
        var rolling = source.Spec["strategy"u8]["rollingUpdate"u8];
        var surge = Shares.Scale(rolling["maxSurge"u8], "25%", Replicas, roundUp: true);
        var unavailable = Shares.Scale(rolling["maxUnavailable"u8], "25%", Replicas, roundUp: false);
        // With neither, nothing could ever move.
        if (surge == 0 && unavailable == 0) unavailable = 1;
        MaxSurge = surge;
        MaxUnavailable = Math.Min(unavailable, Replicas);
    }

    public Document Source { get; }
    public string Name => Source.Name;
    public int Replicas { get; }
    public bool IsRollingUpdate { get; }
    public int MaxSurge { get; }
    public int MaxUnavailable { get; }
    public Dictionary<string, string> Annotations { get; } = new(StringComparer.Ordinal);
    public bool IsPaused => Source.Spec["paused"u8].AsBool();
    public int MinReadySeconds => Source.Spec["minReadySeconds"u8].AsInt32();
    public Node Template => Source.Spec["template"u8];
    public int? CollisionCount => Source.Status["collisionCount"u8].AsInt32OrNull();

    /// <summary>Null: progress has no deadline.</summary>
    public TimeSpan? ProgressDeadline =>
        Source.Spec["progressDeadlineSeconds"u8].AsInt32OrNull() is { } seconds && seconds != int.MaxValue ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>How many old ReplicaSets are kept for undo; null: all.</summary>
    public int? HistoryLimit => Source.Spec["revisionHistoryLimit"u8].AsInt32OrNull() is { } limit && limit != int.MaxValue ? limit : null;
}
