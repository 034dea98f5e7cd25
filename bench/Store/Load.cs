using System.Diagnostics;

namespace Timonier.Store.Bench;

/// <summary>Many writers at once, each waiting for its write before the next.</summary>
internal static class Load
{
    public static async Task<LoadResult> RunAsync(IContender store, int writers, string prefix, int keys, int valueBytes, TimeSpan span)
    {
        var value = new byte[valueBytes];
        var meter = store.StartMeter();
        var watch = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var times = new List<double>();
            while (watch.Elapsed < span)
            {
                var begun = Stopwatch.GetTimestamp();
                await store.PutAsync(KeyOf(prefix, writer, writers, times.Count, keys), value);
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            return times;
        }));
        var all = latencies.SelectMany(times => times).Order().ToArray();
        return new LoadResult(all.Length / meter.Seconds, all[all.Length / 2], all[(int)(all.Length * 0.99)], all[^1], meter.CpuPer(all.Length));
    }

    /// <summary>Each writer has keys of its own, which it goes round, so that no two meet.</summary>
    public static string KeyOf(string prefix, int writer, int writers, int count, int keys) => $"{prefix}{writer + (writers * (long)(count % (keys / writers))):D8}";

    /// <summary>Every key once, by enough writers to be quick.</summary>
    public static async Task FillAsync(IContender store, string prefix, int keys, int valueBytes)
    {
        const int AtOnce = 256;
        var value = new byte[valueBytes];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (var n = Interlocked.Increment(ref next); n < keys; n = Interlocked.Increment(ref next))
                await store.PutAsync($"{prefix}{n:D8}", value);
        }));
    }
}
