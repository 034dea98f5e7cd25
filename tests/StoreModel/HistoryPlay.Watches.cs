using Timonier.Contracts.Store;

namespace Timonier.Tests.StoreModel;

public sealed partial class HistoryPlay
{
    private const int MostFollowers = 6;

    /// <summary>Starts below, at and above the compacted revision, now, and in the future.</summary>
    private async Task FollowAsync(int chance)
    {
        var after = Store.CompactedRevision - 1 + (chance % (Store.CurrentRevision - Store.CompactedRevision + 4));
        var prefix = Prefixes[chance / 7 % Prefixes.Length];
        if (after < Store.CompactedRevision)
        {
            await ShouldBeCompactedAsync(prefix, after);
            return;
        }

        if (followers.Count == MostFollowers)
            await LeaveAsync(chance);
        followers.Add(new Follower(prefix, after) { Watch = Store.Watch(prefix, after) });
    }

    private Task LeaveAsync(int chance)
    {
        if (followers.Count > 1)
        {
            var at = 1 + (chance % (followers.Count - 1));
            followers[at].Watch.Dispose();
            followers.RemoveAt(at);
        }

        return Task.CompletedTask;
    }

    /// <summary>Everything since the last time, once, in order, and nothing else; or the end of one that was too slow.</summary>
    private async Task DrainAsync(Follower follower)
    {
        foreach (var expected in model.EventsAfter(follower.Seen, follower.Prefix))
        {
            StoreEvent? next;
            while (!follower.Watch.TryRead(out next))
            {
                if (await follower.Watch.WaitAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(30)))
                    continue;
                follower.Watch.End.ShouldBe(StoreWatchEnd.TooSlow);
                follower.Seen.ShouldBeLessThan(Store.CompactedRevision, "a watch is cut off only when it has missed something");
                Reopen(follower);
                return;
            }

            $"{next.Revision} {next.Kind} {Shown(next.Entry)} <- {(next.Previous is { } previous ? Shown(previous) : "")}".ShouldBe(expected.ToString());
            follower.Seen = expected.Revision;
        }

        follower.Watch.TryRead(out var invented).ShouldBeFalse($"an event that never happened, or twice: {invented}");
        follower.Watch.Progress.ShouldBeGreaterThanOrEqualTo(follower.Seen);
        if (subject.TellsAtOnce && follower.Watch.End == StoreWatchEnd.None)
        {
            follower.Watch.Progress.ShouldBe(Math.Max(follower.Seen, model.Revision));
            follower.Seen = follower.Watch.Progress;
        }
    }

    /// <summary>As a client does: on from what it has seen, or from now when that is no longer kept.</summary>
    private void Reopen(Follower follower)
    {
        follower.Watch.Dispose();
        if (follower.Seen < Store.CompactedRevision)
        {
            Should.Throw<RevisionCompactedException>(() => Store.Watch(follower.Prefix, follower.Seen));
            follower.Seen = Store.CurrentRevision;
        }

        follower.Watch = Store.Watch(follower.Prefix, follower.Seen);
    }

    private async Task ShouldBeCompactedAsync(string prefix, long revision)
    {
        // Some stores learn it only from the answer of another machine.
        await Should.ThrowAsync<RevisionCompactedException>(async () =>
        {
            using var watch = Store.Watch(prefix, revision);
            await watch.WaitAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        });
    }

    private sealed class Follower(string prefix, long seen)
    {
        public string Prefix { get; } = prefix;
        public long Seen { get; set; } = seen;
        public required IStoreWatch Watch { get; set; }
    }
}
