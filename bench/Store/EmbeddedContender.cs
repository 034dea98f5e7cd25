using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Shared.Bench;
using Timonier.Store.Embedded;

namespace Timonier.Store.Bench;

internal sealed class EmbeddedContender(string folder, int history) : IContender
{
    private EmbeddedStore store = null!;

    public long Memory
    {
        get
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64 >> 20;
        }
    }

    public static async Task<EmbeddedContender> StartAsync(string folder, int history = 100_000)
    {
        var made = new EmbeddedContender(folder, history);
        await made.OpenAsync();
        return made;
    }

    public async Task PutAsync(string key, byte[] value)
    {
        var standing = await store.GetAsync(key);
        var write = standing is null
            ? await store.CreateAsync(key, new StoreValue(value))
            : await store.UpdateAsync(key, new StoreValue(value), standing.Revision);
        if (!write.IsDone) throw new InvalidOperationException($"{key}: {write.Outcome}");
    }

    public async Task<int> ListAsync(string prefix) => (await store.ListAsync(new StoreRange(prefix))).Entries.Count;

    public async Task WatchAsync(string prefix, int events, Action opened)
    {
        using var watch = store.Watch(prefix, store.CurrentRevision);
        opened();
        while (events > 0 && await watch.WaitAsync(default))
            while (watch.TryRead(out _)) events--;
    }

    public async Task CompactAsync() => await store.CompactAsync(store.CurrentRevision);

    public Meter StartMeter() => Meter.Start();

    public async Task<TimeSpan> RestartAsync()
    {
        await store.DisposeAsync();
        GC.Collect();
        var watch = Stopwatch.StartNew();
        await OpenAsync();
        return watch.Elapsed;
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task OpenAsync()
    {
        var config = new EmbeddedStoreConfig { Directory = folder, HistoryRevisions = history, HistoryAge = TimeSpan.FromDays(1) };
        store = new EmbeddedStore(config, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        await store.StartAsync(default);
    }
}
