using Timonier.Documents;

namespace Timonier.Scheduling.Plugins;

/// <summary>What becomes of the unbound claims of a pod on one node.</summary>
/// <param name="Matches">Claims with the volumes that are there for them.</param>
/// <param name="Provisions">Claims for which a volume is to be made near that node.</param>
public sealed record VolumePlan(IReadOnlyList<(Document Claim, Document Volume)> Matches, IReadOnlyList<Document> Provisions)
{
    public static VolumePlan Empty { get; } = new([], []);
}
