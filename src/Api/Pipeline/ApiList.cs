using System.Globalization;
using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Api.Pipeline;

/// <param name="Entries">The objects as stored.</param>
/// <param name="Remaining">How many follow; null when that is not known (a selector was given) or none do.</param>
public sealed record ApiList(IReadOnlyList<StoreEntry> Entries, long Revision, string Continue = "", long? Remaining = null)
{
    /// <summary>The metadata of every form in which the list may leave.</summary>
    public DraftObject Metadata()
    {
        var metadata = new DraftObject { ["resourceVersion"] = Revision.ToString(CultureInfo.InvariantCulture) };
        if (Continue.Length > 0) metadata["continue"] = Continue;
        if (Remaining is { } remaining) metadata["remainingItemCount"] = remaining;
        return metadata;
    }
}
