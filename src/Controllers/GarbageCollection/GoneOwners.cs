using System.Collections.Concurrent;
using Timonier.Controllers.Framework;

namespace Timonier.Controllers.GarbageCollection;

/// <summary>
/// Owners that the cluster was asked for in vain, so that the next of their many dependents need not ask again. A uid
/// is never given twice; an object that comes back under its old one, as from a backup, is taken out when it is seen.
/// </summary>
internal sealed class GoneOwners
{
    private const int Remembered = 4096;
    private readonly ConcurrentDictionary<string, (string Namespace, Ownership Owner)> gone = new(StringComparer.Ordinal);

    public bool Contains(string @namespace, Ownership owner) => gone.TryGetValue(owner.Uid, out var known) && known == (@namespace, owner);

    public void Add(string @namespace, Ownership owner)
    {
        if (gone.Count >= Remembered) gone.Clear();
        gone[owner.Uid] = (@namespace, owner);
    }

    public void Forget(string uid) => gone.TryRemove(uid, out _);
}
