using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Store.Embedded;

namespace Timonier.Store.Bench;

/// <summary>Creates, updates and deletes for half an hour with the default settings, and every minute what memory and disk hold.</summary>
internal static class Churn
{
    private const int Writers = 16, KeysOfOne = 500, ValueBytes = 2048;

    public static async Task RunAsync(string folder)
    {
        var minutes = int.Parse(Environment.GetEnvironmentVariable("CHURN_MINUTES") ?? "30", CultureInfo.InvariantCulture);
        var path = Path.Combine(folder, "churn");
        await using var store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = path }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        await store.StartAsync(default);
        var watch = Stopwatch.StartNew();
        var writers = Enumerable.Range(0, Writers).Select(n => WriteAsync(store, n, watch, TimeSpan.FromMinutes(minutes))).ToArray();
        Console.WriteLine("| Minute | Revision | Keys | Memory | Managed heap | Disk |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        for (var minute = 1; minute <= minutes; minute++)
        {
            await Task.Delay(TimeSpan.FromMinutes(minute) - watch.Elapsed);
            using var process = Process.GetCurrentProcess();
            Console.WriteLine($"| {minute} | {store.CurrentRevision:N0} | {await store.CountAsync("/"):N0} | {process.WorkingSet64 >> 20} MB | {GC.GetTotalMemory(forceFullCollection: false) >> 20} MB | {await store.SizeAsync() >> 20} MB |");
        }

        await Task.WhenAll(writers);
    }

    private static async Task WriteAsync(EmbeddedStore store, int writer, Stopwatch watch, TimeSpan span)
    {
        var chance = new Random(writer);
        while (watch.Elapsed < span)
        {
            var key = $"/{writer}/{chance.Next(KeysOfOne)}";
            var value = new StoreValue(new byte[chance.Next(ValueBytes)]);
            var standing = await store.GetAsync(key);
            var write = await (standing is null ? store.CreateAsync(key, value)
                : chance.Next(4) == 0 ? store.DeleteAsync(key, standing.Revision)
                : store.UpdateAsync(key, value, standing.Revision));
            if (!write.IsDone) throw new InvalidOperationException($"{key}: {write.Outcome}");
        }
    }
}
