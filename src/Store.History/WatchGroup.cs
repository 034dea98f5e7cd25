using Timonier.Contracts.Store;

namespace Timonier.Store.History;

/// <summary>The watchers of one prefix. Everything here happens under the hub's lock.</summary>
internal sealed class WatchGroup(string prefix)
{
    private readonly List<StoreWatch> sleeping = [];

    public string Prefix { get; } = prefix;

    public int Watchers { get; set; }

    /// <summary>The newest revision that concerned the prefix while somebody watched it.</summary>
    public long LastMatch { get; private set; }

    public bool IsClosed { get; private set; }

    public void Sleep(StoreWatch watch)
    {
        watch.Slot = sleeping.Count;
        sleeping.Add(watch);
        watch.IsAsleep = true;
    }

    public void Wake(long revision)
    {
        LastMatch = revision;
        var kept = 0;
        for (var at = 0; at < sleeping.Count; at++)
        {
            var watch = sleeping[at];
            // One that starts in the future sleeps on until its time has come.
            if (watch.Position >= revision)
            {
                watch.Slot = kept;
                sleeping[kept++] = watch;
            }
            else
            {
                watch.Slot = -1;
                watch.WakeAt(revision);
            }
        }

        sleeping.RemoveRange(kept, sleeping.Count - kept);
    }

    public void Forget(StoreWatch watch)
    {
        if (watch.Slot < 0)
            return;
        sleeping[watch.Slot] = sleeping[^1];
        sleeping[watch.Slot].Slot = watch.Slot;
        sleeping.RemoveAt(sleeping.Count - 1);
        watch.Slot = -1;
    }

    /// <summary>Ends all who have not read beyond that revision; one that is awake finds out when it looks for its next event.</summary>
    public void Cut(long revision)
    {
        LastMatch = revision;
        foreach (var watch in sleeping)
            if (watch.Position < revision)
                watch.EndAs(StoreWatchEnd.TooSlow);
    }

    public void Close()
    {
        IsClosed = true;
        foreach (var watch in sleeping)
            watch.EndAs(StoreWatchEnd.Closed);
    }
}
