using Timonier.Contracts.Store;

namespace Timonier.Api.Pipeline;

/// <param name="Entries">The objects as stored.</param>
/// <param name="Remaining">How many follow; null when that is not known (a selector was given) or none do.</param>
public sealed record ApiList(IReadOnlyList<StoreEntry> Entries, long Revision, string Continue = "", long? Remaining = null);
