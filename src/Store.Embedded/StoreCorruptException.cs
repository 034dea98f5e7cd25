namespace Timonier.Store.Embedded;

/// <summary>What was durable on disk is damaged; the store does not start on it.</summary>
public sealed class StoreCorruptException(string file, long offset, string what) : IOException(
    $"{file} is damaged at offset {offset}: {what}. 'timonier store repair' keeps all that is readable, "
    + "'timonier backup restore FILE' puts a backup in its place; both with this server's --data-dir")
{
    public string File { get; } = file;
    public long Offset { get; } = offset;
}
