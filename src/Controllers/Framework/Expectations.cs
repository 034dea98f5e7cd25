namespace Timonier.Controllers.Framework;

/// <summary>
/// What a controller has written and its informers have not shown yet. Until it is shown (or 5 minutes have
/// passed) nothing is created or deleted for that key, so that a late informer never causes a second pod.
/// </summary>
public sealed class Expectations(TimeProvider time)
{
    public static readonly TimeSpan Lapse = TimeSpan.FromMinutes(5);
    private readonly Lock gate = new();
    private readonly Dictionary<ObjectKey, Pending> pending = [];

    /// <summary>On top of what is still awaited.</summary>
    public void Expect(ObjectKey key, int creations, IEnumerable<string> deletedUids)
    {
        lock (gate)
        {
            if (!pending.TryGetValue(key, out var present) || IsOver(present)) pending[key] = present = new Pending { Since = time.GetUtcNow() };
            present.Creations += creations;
            present.Deletions.UnionWith(deletedUids);
        }
    }

    /// <summary>A creation was seen, or failed.</summary>
    public void Created(ObjectKey key)
    {
        lock (gate)
            if (pending.TryGetValue(key, out var p)) p.Creations--;
    }

    /// <summary>A deletion was seen (its beginning is enough), or failed.</summary>
    public void Deleted(ObjectKey key, string uid)
    {
        lock (gate)
            if (pending.TryGetValue(key, out var p)) p.Deletions.Remove(uid);
    }

    public bool AreMet(ObjectKey key)
    {
        lock (gate) return !pending.TryGetValue(key, out var p) || IsOver(p);
    }

    public void Forget(ObjectKey key)
    {
        lock (gate) pending.Remove(key);
    }

    private bool IsOver(Pending p) => (p.Creations <= 0 && p.Deletions.Count == 0) || time.GetUtcNow() - p.Since > Lapse;

    private sealed class Pending
    {
        public int Creations { get; set; }
        public HashSet<string> Deletions { get; } = new(StringComparer.Ordinal);
        public DateTimeOffset Since { get; init; }
    }
}
