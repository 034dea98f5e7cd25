using System.Diagnostics;

namespace Timonier.Store.Bench;

internal static class StoreMeasures
{
    private const int Kibibyte = 1024;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    public static async Task WritesAsync(string folder)
    {
        await using var ours = await EmbeddedContender.StartAsync(Path.Combine(folder, "ours-writes"));
        await using var etcd = await EtcdContender.StartAsync(Path.Combine(folder, "etcd-writes"));
        foreach (var store in (IContender[])[ours, etcd]) await Load.RunAsync(store, 64, "/warm/", int.MaxValue, Kibibyte, TimeSpan.FromSeconds(1));
        foreach (var writers in (int[])[1, 16, 64, 256])
        {
            var mine = await Load.RunAsync(ours, writers, $"/w{writers}/", int.MaxValue, Kibibyte, Span);
            var their = await Load.RunAsync(etcd, writers, $"/w{writers}/", int.MaxValue, Kibibyte, Span);
            Comparison.Add($"durable puts of 1 KiB, {writers} writers: rate; median, 99th percentile", $"{mine}", $"{their}", mine.Rate / their.Rate, mine.Cpu, their.Cpu);
        }
    }

    public static async Task ReadsAsync(string folder)
    {
        await using var ours = await EmbeddedContender.StartAsync(Path.Combine(folder, "ours-reads"));
        await using var etcd = await EtcdContender.StartAsync(Path.Combine(folder, "etcd-reads"));
        foreach (var store in (IContender[])[ours, etcd]) await Load.FillAsync(store, "/r/", 10_000, Kibibyte);
        foreach (var (prefix, count, times) in ((string, int, int)[])[("/r/0000000", 10, 500), ("/r/00000", 1000, 100), ("/r/", 10_000, 20)])
        {
            var (mine, cpu) = await ListAsync(ours, prefix, count, times);
            var (their, theirCpu) = await ListAsync(etcd, prefix, count, times);
            Comparison.Add($"range of {count:N0} keys of 1 KiB", $"{mine:N3} ms", $"{their:N3} ms", their / mine, cpu, theirCpu);
        }
    }

    public static async Task WatchesAsync(string folder)
    {
        await using var ours = await EmbeddedContender.StartAsync(Path.Combine(folder, "ours-watches"));
        await using var etcd = await EtcdContender.StartAsync(Path.Combine(folder, "etcd-watches"));
        foreach (var (watchers, events) in ((int, int)[])[(1, 10_000), (100, 2_000), (1000, 500)])
        {
            var (mine, cpu) = await FanOutAsync(ours, watchers, events);
            var (their, theirCpu) = await FanOutAsync(etcd, watchers, events);
            Comparison.Add($"deliveries to {watchers:N0} watchers, the {events:N0} writes by 64 writers included", $"{mine:N0}/s", $"{their:N0}/s", mine / their, cpu, theirCpu);
        }
    }

    public static async Task GrowthAsync(string folder)
    {
        foreach (var keys in (int[])[1_000, 10_000, 100_000])
        {
            await using var ours = await EmbeddedContender.StartAsync(Path.Combine(folder, $"ours-growth{keys}"));
            await using var etcd = await EtcdContender.StartAsync(Path.Combine(folder, $"etcd-growth{keys}"));
            foreach (var store in (IContender[])[ours, etcd]) await Load.FillAsync(store, "/g/", keys, 4 * Kibibyte);
            var mine = await Load.RunAsync(ours, 64, "/g/", keys, Kibibyte, Span);
            var their = await Load.RunAsync(etcd, 64, "/g/", keys, Kibibyte, Span);
            Comparison.Add($"updates by 64 writers in a store of {keys:N0} keys of 4 KiB: rate; median, 99th percentile", $"{mine}", $"{their}", mine.Rate / their.Rate, mine.Cpu, their.Cpu);
            await PauseAsync(ours, etcd, keys);
            await StartAsync(ours, etcd, $"{keys:N0} keys of 4 KiB");
        }
    }

    public static async Task HistoryAsync(string folder)
    {
        const int Revisions = 1_000_000;
        await using var ours = await EmbeddedContender.StartAsync(Path.Combine(folder, "ours-history"), 2 * Revisions);
        for (var round = 0; round < Revisions / 10_000; round++) await Load.FillAsync(ours, "/h/", 10_000, 100);
        var took = await ours.RestartAsync();
        Comparison.Add("start and memory with a million revisions of history, values of 100 B", $"{took.TotalMilliseconds:N0} ms, {ours.Memory} MB", "not measured", double.NaN);
    }

    private static async Task PauseAsync(IContender ours, IContender etcd, int keys)
    {
        var mine = await CompactedAsync(ours, keys);
        var their = await CompactedAsync(etcd, keys);
        Comparison.Add($"the same by 16 writers while all history is given up: rate; longest write without, with", $"{mine.With.Rate:N0}/s; {mine.Without.Longest:N0}, {mine.With.Longest:N0} ms",
            $"{their.With.Rate:N0}/s; {their.Without.Longest:N0}, {their.With.Longest:N0} ms", their.With.Longest / mine.With.Longest);
    }

    private static async Task<(LoadResult Without, LoadResult With)> CompactedAsync(IContender store, int keys)
    {
        var without = await Load.RunAsync(store, 16, "/g/", keys, Kibibyte, Span);
        var load = Load.RunAsync(store, 16, "/g/", keys, Kibibyte, Span);
        await Task.Delay(200);
        await store.CompactAsync();
        return (without, await load);
    }

    private static async Task StartAsync(IContender ours, IContender etcd, string what)
    {
        var (mine, their) = (await ours.RestartAsync(), await etcd.RestartAsync());
        Comparison.Add($"start and memory with {what}", $"{mine.TotalMilliseconds:N0} ms, {ours.Memory} MB", $"{their.TotalMilliseconds:N0} ms, {etcd.Memory} MB", their / mine);
    }

    private static async Task<(double Milliseconds, string Cpu)> ListAsync(IContender store, string prefix, int count, int times)
    {
        for (var n = 0; n < 5; n++)
            if (await store.ListAsync(prefix) is var found && found != count) throw new InvalidOperationException($"{found} keys instead of {count}");
        var meter = store.StartMeter();
        for (var n = 0; n < times; n++) await store.ListAsync(prefix);
        return (meter.Seconds * 1000 / times, meter.CpuPer(times));
    }

    private static async Task<(double Rate, string Cpu)> FanOutAsync(IContender store, int watchers, int events)
    {
        var prefix = $"/f{watchers}/";
        var opened = new CountdownEvent(watchers);
        var all = new TaskCompletionSource();
        var readers = Enumerable.Range(0, watchers).Select(_ => store.WatchAsync(prefix, events, () =>
        {
            if (opened.Signal()) all.SetResult();
        })).ToArray();
        await all.Task;
        var meter = store.StartMeter();
        var watch = Stopwatch.StartNew();
        await Load.FillAsync(store, prefix, events, Kibibyte);
        await Task.WhenAll(readers);
        return ((long)watchers * events / watch.Elapsed.TotalSeconds, meter.CpuPer((long)watchers * events));
    }
}
