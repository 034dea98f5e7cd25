using Timonier.Client.Events;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Jobs;

/// <summary>A Job as its plan reads it.</summary>
public sealed record JobModel(Document Source)
{
    private const string BuiltIn = "kubernetes.io/job-controller";

    public string Name => Source.Name;
    public Node Spec => Source.Spec;
    public Node Status => Source.Status;

    public int Parallelism => Spec["parallelism"u8].AsInt32OrNull() ?? 1;

    /// <summary>Null: the first success decides, and those that run may run on.</summary>
    public int? Completions => Spec["completions"u8].AsInt32OrNull();

    public bool IsIndexed => Spec["completionMode"u8].TextEquals("Indexed"u8);
    public int BackoffLimit => Spec["backoffLimit"u8].AsInt32OrNull() ?? 6;
    public int? LimitPerIndex => Spec["backoffLimitPerIndex"u8].AsInt32OrNull();
    public int? MaxFailedIndexes => Spec["maxFailedIndexes"u8].AsInt32OrNull();
    public long? ActiveDeadlineSeconds => Spec["activeDeadlineSeconds"u8].AsInt64OrNull();
    public bool IsSuspended => Spec["suspend"u8].AsBool();
    public bool IsDeleting => PodFacts.IsDeleting(Source);
    public bool RestartsInPlace => Spec["template"u8]["spec"u8]["restartPolicy"u8].TextEquals("OnFailure"u8);
    public DateTimeOffset? StartTime => Status["startTime"u8].AsTime();

    /// <summary>Somebody else looks after it.</summary>
    public bool IsForeign => Spec["managedBy"u8].AsString() is not ("" or BuiltIn);

    /// <summary>A pod is replaced only when it has ended, not as soon as it is on its way.</summary>
    public bool AwaitsEnds => Spec["podReplacementPolicy"u8].TextEquals("Failed"u8) || Spec["podFailurePolicy"u8].Exists;

    public bool IsFinished => JobFacts.End(Source) is not null;

    public Ownership Ownership => new("batch/v1", "Job", Source.Name, Source.Uid);

    public ObjectReference About => ObjectReference.To(Source) with { ApiVersion = "batch/v1", Kind = "Job" };

    /// <summary>The condition of that type if it holds.</summary>
    public Condition? Is(string type) => Condition.ListOf(Status["conditions"u8]).Find(c => c.Type == type && c.Status == "True");
}
