using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Store.Embedded;

namespace Timonier.Store.Bench;

internal static class StoreMeasures
{
    private const int ValueBytes = 1024;
    private static readonly StoreValue Value = new(new byte[ValueBytes], 100);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(2);

    public static async Task PutsAsync(string folder, ResultTable table)
    {
        double one = 0;
        foreach (var writers in new[] { 1, 16, 64, 256 })
        {
            await using var store = await OpenAsync(Path.Combine(folder, $"puts{writers}"));
            await PutForAsync(store, writers, "/warm", TimeSpan.FromSeconds(1));
            var meter = Meter.Start();
            var done = await PutForAsync(store, writers, "/put", Span);
            var rate = done / meter.Seconds;
            one = writers == 1 ? rate : one;
            table.Add($"durable 1 KiB puts, {writers} writers", $"{rate:N0}/s ({rate / one:F1} x one writer)", meter.CpuPer(done));
        }
    }

    public static async Task StartAndListAsync(string folder, ResultTable table)
    {
        var path = Path.Combine(folder, "start");
        await using (var store = await OpenAsync(path))
            await FillAsync(store, 100_000);

        await MeasureStartAsync(path, table, "start with 100,000 keys from the log");
        await using (var store = await OpenAsync(path))
            await store.CompactAsync(store.CurrentRevision);
        await MeasureStartAsync(path, table, "start with 100,000 keys from a snapshot");

        await using var listed = await OpenAsync(path);
        const int Lists = 500;
        await ListAsync(listed, 50);
        var meter = Meter.Start();
        await ListAsync(listed, Lists);
        table.Add("list of 10,000 of 100,000", $"{meter.Seconds / Lists * 1e6:N0} us", meter.CpuPer(Lists));
    }

    public static async Task WatchesAsync(string folder, ResultTable table)
    {
        const int Watchers = 100, Events = 20_000;
        await using var store = await OpenAsync(Path.Combine(folder, "watch"));
        var readers = Enumerable.Range(0, Watchers).Select(_ => ReadAsync(store.Watch("/", 0), Events)).ToArray();
        var meter = Meter.Start();
        await FillAsync(store, Events);
        await Task.WhenAll(readers);
        var deliveries = (long)Watchers * Events;
        table.Add($"watch deliveries to {Watchers} watchers, writes included", $"{deliveries / meter.Seconds:N0}/s", meter.CpuPer(deliveries));

        foreach (var idle in Enumerable.Range(0, 10_000))
            store.Watch($"/idle/{idle}/", store.CurrentRevision);
        meter = Meter.Start();
        var done = await PutForAsync(store, 64, "/busy", Span);
        table.Add("durable puts, 64 writers, 10,000 idle watchers", $"{done / meter.Seconds:N0}/s", meter.CpuPer(done));
    }

    private static async Task<EmbeddedStore> OpenAsync(string path)
    {
        var store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = path }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        await store.StartAsync(default);
        return store;
    }

    internal static async Task<long> PutForAsync(IRevisionStore store, int writers, string prefix, TimeSpan span)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var done = 0L;
            while (watch.Elapsed < span)
            {
                await store.CreateAsync($"{prefix}/{writer}/{done}", Value);
                done++;
            }

            return done;
        }));
        return counts.Sum();
    }

    private static Task FillAsync(EmbeddedStore store, int keys) =>
        Task.WhenAll(Enumerable.Range(0, keys).Select(n => store.CreateAsync($"/fill/{n % 10}/{n:D8}", Value).AsTask()));

    private static async Task ListAsync(EmbeddedStore store, int times)
    {
        for (var n = 0; n < times; n++)
        {
            var page = await store.ListAsync(new StoreRange($"/fill/{n % 10}/"));
            if (page.Entries.Count != 10_000)
                throw new InvalidOperationException($"listed {page.Entries.Count} entries");
        }
    }

    private static async Task MeasureStartAsync(string path, ResultTable table, string what)
    {
        var meter = Meter.Start();
        await using var store = await OpenAsync(path);
        table.Add(what, $"{meter.Seconds * 1000:N0} ms", meter.CpuPer(1));
    }

    private static async Task ReadAsync(IStoreWatch watch, int events)
    {
        using (watch)
        {
            while (events > 0 && await watch.WaitAsync(default))
            {
                while (watch.TryRead(out _))
                    events--;
            }
        }
    }
}
