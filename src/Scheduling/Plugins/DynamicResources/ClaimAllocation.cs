using Timonier.Documents;

namespace Timonier.Scheduling.Plugins;

/// <summary>The devices that a claim gets.</summary>
public sealed record ClaimAllocation(Document Claim, IReadOnlyList<DeviceResult> Results)
{
    /// <summary>As it is written into the claim's status.</summary>
    public DraftObject? Body { get; init; }
}
