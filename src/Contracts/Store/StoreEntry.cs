namespace Timonier.Contracts.Store;

/// <summary>
/// A key as it stood from one write on. The store returns the same instance to every reader, so the layer
/// above may keep its decoded form in <see cref="Decoded"/>; the store never looks at it.
/// </summary>
public class StoreEntry(string key, ReadOnlyMemory<byte> value, long revision, long createRevision)
{
    public string Key { get; } = key;

    /// <summary>The bytes, with the revision already written into its place (<see cref="StoreValue.RevisionOffset"/>).</summary>
    public ReadOnlyMemory<byte> Value { get; } = value;

    /// <summary>The revision of the write that made this entry.</summary>
    public long Revision { get; } = revision;

    /// <summary>The revision at which the key was created.</summary>
    public long CreateRevision { get; } = createRevision;

    /// <summary>A cache of the reader's; racing writers must put equal things here.</summary>
    public object? Decoded { get; set; }
}
