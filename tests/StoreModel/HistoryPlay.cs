using System.Text;
using Timonier.Contracts.Store;

namespace Timonier.Tests.StoreModel;

/// <summary>
/// Plays steps against a store and the model at once, and compares after each. Files by duty: the steps, the
/// writes, the watchers, what is compared.
/// </summary>
public sealed partial class HistoryPlay
{
    private const string Root = "/";

    // Prefixes that split names, and orders that differ between UTF-8 and UTF-16.
    private static readonly string[] Prefixes = [Root, "/a", "/a/", "/b/", "/a/\uFFFD", "/zz", "/b/1"];
    private static readonly string[] Keys = ["/a", "/a/1", "/a/2", "/a/\U0001F600", "/a/\uFFFDx", "/b/1", "/b/10", "/b/2", "/c"];

    private readonly IStoreSubject subject;
    private readonly RevisionModel model;
    private readonly List<Follower> followers = [];
    private long clock;

    public HistoryPlay(IStoreSubject subject)
    {
        this.subject = subject;
        model = new RevisionModel(Store.CurrentRevision);
        followers.Add(new Follower(Root, model.Revision) { Watch = Store.Watch(Root, model.Revision) });
    }

    private IRevisionStore Store => subject.Store;

    public async Task RunAsync(int[] steps)
    {
        foreach (var step in steps)
        {
            await StepAsync(step % 100, step / 100);
            await CompareNowAsync(step / 100);
        }

        foreach (var follower in followers.ToArray())
            await DrainAsync(follower);
    }

    private Task StepAsync(int kind, int chance) => kind switch
    {
        < 50 => WriteAsync(chance),
        < 58 => WriteTogetherAsync(chance),
        < 68 => DrainAsync(followers[chance % followers.Count]),
        < 74 => FollowAsync(chance),
        < 76 => LeaveAsync(chance),
        < 84 => ComparePastAsync(chance),
        < 88 => ComparePagesAsync(chance),
        < 92 => CompactAsync(chance),
        < 95 => RestartAsync(),
        _ => AdvanceAsync(chance),
    };

    private async Task CompactAsync(int chance)
    {
        await Store.CompactAsync(Math.Max(Store.CompactedRevision, Store.CurrentRevision - (chance % 7)));
        Store.CompactedRevision.ShouldBeLessThanOrEqualTo(Store.CurrentRevision);
    }

    private async Task RestartAsync()
    {
        var compacted = Store.CompactedRevision;
        await subject.RestartAsync();
        Store.CompactedRevision.ShouldBeGreaterThanOrEqualTo(compacted, "what was given up stays given up");
        foreach (var follower in followers)
            Reopen(follower);
    }

    /// <summary>Time passes; what is due goes, each key by an event of its own.</summary>
    private async Task AdvanceAsync(int chance)
    {
        if (subject.Advance is not { } advance)
            return;
        clock += 1 + (chance % 7);
        var due = model.Now.Values.Where(entry => entry.Deadline > 0 && entry.Deadline <= clock).Select(entry => entry.Key).ToHashSet();
        using var watch = Store.Watch(Root, model.Revision);
        advance(TimeSpan.FromSeconds(1 + (chance % 7)));
        while (due.Count > 0)
        {
            var next = await NextAsync(watch);
            next.Kind.ShouldBe(StoreEventKind.Deleted);
            due.Remove(next.Entry.Key).ShouldBeTrue($"{next.Entry.Key} expired before its time, or twice");
            model.Delete(next.Entry.Key, next.Revision);
        }
    }

    public static async Task<StoreEvent> NextAsync(IStoreWatch watch)
    {
        StoreEvent? next;
        while (!watch.TryRead(out next))
            (await watch.WaitAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue($"the watch ended: {watch.End}");
        return next;
    }

    private static string Text(StoreEntry entry) => Encoding.UTF8.GetString(entry.Value.Span);

    private static string Shown(StoreEntry entry) => $"{entry.Key}={Text(entry)}@{entry.Revision}/{entry.CreateRevision}";
}
