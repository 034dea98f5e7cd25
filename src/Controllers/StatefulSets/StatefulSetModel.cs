using System.Globalization;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.StatefulSets;

/// <summary>A StatefulSet's wishes, and which pod has which place in it.</summary>
internal sealed class StatefulSetModel
{
    public StatefulSetModel(Document source)
    {
        Source = source;
        Replicas = source.Spec["replicas"u8].AsInt32OrNull() ?? 1;
        var strategy = source.Spec["updateStrategy"u8];
        IsRollingUpdate = !strategy["type"u8].TextEquals("OnDelete"u8);
        Partition = IsRollingUpdate ? strategy["rollingUpdate"u8]["partition"u8].AsInt32() : 0;
        // A small percentage must not stop everything.
        MaxUnavailable = Math.Max(1, Shares.Scale(strategy["rollingUpdate"u8]["maxUnavailable"u8], 1, Replicas, roundUp: false));
    }

    public Document Source { get; }
    public int Replicas { get; }
    public bool IsRollingUpdate { get; }

    /// <summary>How many pods, from the first, keep the old template during a rollout.</summary>
    public int Partition { get; }
    public int MaxUnavailable { get; }
    public string Name => Source.Name;
    public Ownership Owner => new("apps/v1", "StatefulSet", Name, Source.Uid);

    /// <summary>The number of the first pod.</summary>
    public int Start => Source.Spec["ordinals"u8]["start"u8].AsInt32();

    /// <summary>Whether pods come and go one after the other.</summary>
    public bool IsOrdered => !Source.Spec["podManagementPolicy"u8].TextEquals("Parallel"u8);
    public int MinReadySeconds => Source.Spec["minReadySeconds"u8].AsInt32();
    public Node ClaimTemplates => Source.Spec["volumeClaimTemplates"u8];

    public string PodName(int ordinal) => $"{Name}-{ordinal.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The number in a pod's name; null for a pod that is none of this set.</summary>
    public int? OrdinalOf(string pod)
    {
        if (pod.Length <= Name.Length + 1 || !pod.StartsWith(Name, StringComparison.Ordinal) || pod[Name.Length] != '-') return null;
        return int.TryParse(pod.AsSpan(Name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) && PodName(ordinal) == pod ? ordinal : null;
    }

    /// <summary>Whether a pod of that number is wanted, or is one too many.</summary>
    public bool Wants(int ordinal) => ordinal >= Start && ordinal - Start < Replicas;

    public static string RevisionOf(Document pod) => pod.Metadata["labels"u8][RevisionLabel].AsString();

    public const string RevisionLabel = "controller-revision-hash";
}
