using System.Globalization;
using Timonier.Documents;

namespace Timonier.Controllers.Deployments;

/// <summary>A ReplicaSet while a plan works on it: what was read, and the size and annotations it shall get.</summary>
internal sealed class ReplicaSetModel
{
    public ReplicaSetModel(Document source)
    {
        Source = source;
        Replicas = source.Spec["replicas"u8].AsInt32OrNull() ?? 1;
        foreach (var annotation in source.Metadata["annotations"u8].Members) Annotations[annotation.Name] = annotation.Value.AsString();
    }

    public Document Source { get; }
    public int Replicas { get; set; }
    public Dictionary<string, string> Annotations { get; } = new(StringComparer.Ordinal);

    public string Name => Source.Name;
    public int ActualReplicas => Source.Status["replicas"u8].AsInt32();
    public int ReadyReplicas => Source.Status["readyReplicas"u8].AsInt32();
    public int AvailableReplicas => Source.Status["availableReplicas"u8].AsInt32();
    public int TerminatingReplicas => Source.Status["terminatingReplicas"u8].AsInt32();
    public int MinReadySeconds => Source.Spec["minReadySeconds"u8].AsInt32();
    public DateTimeOffset Created => Source.Metadata["creationTimestamp"u8].AsTime() ?? DateTimeOffset.MinValue;
    public Node Template => Source.Spec["template"u8];
    public long Revision => Number(DeploymentAnnotations.Revision);
    public int? DesiredReplicas => Annotations.ContainsKey(DeploymentAnnotations.Desired) ? (int)Number(DeploymentAnnotations.Desired) : null;
    public int MaxReplicas => (int)Number(DeploymentAnnotations.Max);

    public DraftObject ToDraft(int? minReadySeconds = null)
    {
        var draft = DraftObject.Of(Source);
        draft.Object("spec")["replicas"] = Replicas;
        if (minReadySeconds is { } seconds) draft.Object("spec")["minReadySeconds"] = seconds > 0 ? seconds : null;
        DeploymentAnnotations.Write(draft, Annotations);
        return draft;
    }

    /// <summary>Age as upstream sorts by it; the name decides between two of one second.</summary>
    public static int ByAge(ReplicaSetModel x, ReplicaSetModel y)
    {
        var order = x.Created.CompareTo(y.Created);
        return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }

    private long Number(string annotation) =>
        long.TryParse(Annotations.GetValueOrDefault(annotation), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
