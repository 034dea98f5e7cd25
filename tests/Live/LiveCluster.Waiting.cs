using System.Diagnostics;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Tests.Live;

public sealed partial class LiveCluster
{
    // Real time: how long a test may wait for something that, if it comes at all, comes within milliseconds.
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    // Where nothing happens for this long, what is awaited may itself wait for a longer back-off: the clock moves.
    private static readonly TimeSpan Stillness = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Nudge = TimeSpan.FromSeconds(1);
    private readonly HashSet<ResourceName> seen = [];
    private readonly List<IRestingLoop> resting = [];
    private volatile TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits, change by change, until the objects of a resource are as wanted; answers them by name.</summary>
    public async Task<IReadOnlyList<Document>> UntilAsync(ResourceName resource, Func<IReadOnlyList<Document>, bool> wanted, string @namespace = "")
    {
        var view = views.For(resource);
        if (seen.Add(resource)) view.Subscribe(_ => Pulse());
        // Its first lists may fail, as while a custom kind is not served yet; it then waits ever longer.
        var synced = view.SyncedAsync(TestContext.Current.CancellationToken);
        await UntilAsync(() => synced.IsCompleted, () => $"{resource.Qualified} cannot be listed");
        await synced;
        IReadOnlyList<Document> objects = [];
        await UntilAsync(() => wanted(objects = [.. (@namespace.Length > 0 ? view.Snapshot.InNamespace(@namespace) : view.Snapshot.All).OrderBy(o => o.Name, StringComparer.Ordinal)]),
            () => $"{resource.Qualified}: {string.Join('\n', objects.Select(o => o.ToString()))}");
        return objects;
    }

    /// <summary>The same for one object.</summary>
    public async Task<Document> UntilAsync(ResourceName resource, string name, Func<Document, bool> wanted, string @namespace = "default") =>
        (await UntilAsync(resource, all => all.Any(o => o.Name == name && o.Namespace == @namespace && wanted(o)))).First(o => o.Name == name && o.Namespace == @namespace);

    public Task UntilGoneAsync(ResourceName resource, string name, string @namespace = "default") =>
        UntilAsync(resource, all => !all.Any(o => o.Name == name && o.Namespace == @namespace));

    public async Task UntilAsync(Func<bool> wanted, Func<string>? present = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var signal = next.Task;
            if (wanted()) return;
            (watch.Elapsed < Patience).ShouldBeTrue($"never came; {present?.Invoke()}");
            await MoveAsync(signal);
        }
    }

    /// <summary>Waits until every loop has seen everything and has nothing more to do; not for loops whose informers select.</summary>
    public async Task SettleAsync()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var signal = next.Task;
            // Twice: a key on its way from the queue to a worker is in neither for a moment.
            if (await IsQuietAsync() && await IsQuietAsync()) return;
            (watch.Elapsed < Patience).ShouldBeTrue("the loops never came to rest");
            await MoveAsync(signal);
        }
    }

    /// <summary>Waits for the next change; where none comes, moves the clock.</summary>
    private async Task MoveAsync(Task signal)
    {
        try
        {
            await signal.WaitAsync(Stillness, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Time.Advance(Nudge);
        }
    }

    private async Task<bool> IsQuietAsync()
    {
        var rounds = resting.Sum(l => l.Rounds);
        if (!resting.All(l => l.Rests)) return false;
        foreach (var loop in resting)
        {
            if (loop.Informers.Count == 0) return false;
            foreach (var informer in loop.Informers)
            {
                var stored = await Admin.ListAsync(informer.Resource, "", new ListQuery());
                if (!stored.Value!.Items.Select(Version).ToHashSet().SetEquals(informer.Snapshot.All.Select(Version))) return false;
                // A snapshot is there before its changes are told; to subscribe is to wait until they are.
                informer.Subscribe(static _ => { }).Dispose();
            }
        }
        return resting.All(l => l.Rests) && rounds == resting.Sum(l => l.Rounds);
    }

    /// <summary>The loops that run.</summary>
    public IReadOnlyList<IRestingLoop> Loops => resting;

    /// <summary>Counts a loop among those that <see cref="SettleAsync"/> waits for.</summary>
    public void Watch(IRestingLoop loop) => resting.Add(loop);

    /// <summary>No longer waits for it: it was ended.</summary>
    public void Forget(IRestingLoop loop) => resting.Remove(loop);

    private static (string, string) Version(Document document) => (document.Uid, document.ResourceVersion);

    /// <summary>Tells those who wait that something may have changed.</summary>
    public void Pulse() => Interlocked.Exchange(ref next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
