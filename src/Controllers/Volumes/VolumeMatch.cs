using Timonier.Client;
using Timonier.Documents;

namespace Timonier.Controllers.Volumes;

/// <summary>Which volume a claim gets: one that names it; else the smallest that is large enough, of those with the fewest modes beside the wanted ones.</summary>
internal static class VolumeMatch
{
    /// <param name="claim">The claim.</param>
    /// <param name="volumes">All volumes.</param>
    /// <param name="waitsForPod">The scheduler chooses: only a volume that names the claim counts.</param>
    public static Document? Find(Document claim, IEnumerable<Document> volumes, bool waitsForPod)
    {
        var wanted = new ClaimModel(claim);
        var modes = wanted.Modes;
        var fit = volumes.Select(v => new VolumeModel(v)).Where(v => modes.All(v.Modes.Contains) && IsPossible(wanted, v))
            .OrderBy(v => v.Modes.Count).ThenBy(v => v.Capacity).ThenBy(v => v.Source.Name, StringComparer.Ordinal).ToList();
        if (fit.Find(v => v.Names(claim)) is { } own) return own.Source;
        if (waitsForPod) return null;
        var selector = claim.Spec["selector"u8];
        var labels = selector.IsNullOrMissing ? null : ObjectSelectors.Read(selector);
        return fit.Find(v => !v.IsClaimed && v.Phase == "Available" && v.Class == wanted.Class && (labels is null || labels.MatchesLabels(v.Source.Metadata["labels"u8])))?.Source;
    }

    private static bool IsPossible(ClaimModel claim, VolumeModel volume) =>
        (!volume.IsClaimed || volume.Names(claim.Source))
        && volume.Capacity >= claim.Request
        && VolumeModel.Mode(volume.Source.Spec) == VolumeModel.Mode(claim.Source.Spec)
        && volume.Source.Spec["volumeAttributesClassName"u8].AsString() == claim.Source.Spec["volumeAttributesClassName"u8].AsString()
        && !PodFacts.IsDeleting(volume.Source);
}
