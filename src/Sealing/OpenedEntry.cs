using Timonier.Contracts.Store;

namespace Timonier.Sealing;

/// <summary>A closed entry as its readers see it. It is kept at the entry it comes from, so a version is opened once for all of them.</summary>
internal sealed class OpenedEntry(StoreEntry origin, ReadOnlyMemory<byte> value) : StoreEntry(origin.Key, value, origin.Revision, origin.CreateRevision)
{
    public StoreEntry Origin => origin;
}
