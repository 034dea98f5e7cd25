using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

/// <summary>All that stands in a store at one revision.</summary>
/// <param name="Deadlines">By key, when it deletes itself.</param>
public sealed record StoreContents(long Revision, IReadOnlyList<StoreEntry> Entries, IReadOnlyDictionary<string, DateTimeOffset> Deadlines);
