namespace Timonier.Store.Embedded;

/// <summary>What was durable on disk is damaged; the store does not start on it.</summary>
public sealed class StoreCorruptException(string file, long offset, string what)
    : Exception($"{file} is damaged at offset {offset}: {what}; restore the folder from a backup, or move it away to start empty")
{
    public string File { get; } = file;
    public long Offset { get; } = offset;
}
