namespace Timonier.Store.Etcd;

/// <summary>A write on its way. When its answer is lost, the watch tells whether it has happened.</summary>
internal sealed class PendingWrite(string key, long expected, WriteId? id)
{
    public string Key { get; } = key;

    /// <summary>The revision that must stand; 0 for a key that must not exist.</summary>
    public long Expected { get; } = expected;

    /// <summary>What is written; null for a delete.</summary>
    public WriteId? Id { get; } = id;

    /// <summary>An attempt went without an answer and was repeated.</summary>
    public bool WasRepeated { get; set; }

    /// <summary>Where the watch has seen it happen; 0 while it has not.</summary>
    public long SeenAt { get; set; }

    public bool Is(long replaced, WriteId? seen) => Expected == replaced && Id == seen;
}
