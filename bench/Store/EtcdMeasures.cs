using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Kernel;
using Timonier.Store.Etcd;

namespace Timonier.Store.Bench;

/// <summary>The store over an etcd that runs already: <c>-- etcd http://127.0.0.1:2379</c>.</summary>
internal static class EtcdMeasures
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(4);

    public static async Task PutsAsync(Uri endpoint, ResultTable table)
    {
        foreach (var writers in new[] { 1, 16, 64, 256 })
        {
            var config = new EtcdStoreConfig { Endpoints = [endpoint], Prefix = $"/bench{Environment.ProcessId}/{writers}" };
            await using var store = new EtcdStore(config, TimeProvider.System, new RandomIdSource(new Random()), NullLogger<EtcdStore>.Instance);
            await store.StartAsync(default);
            await StoreMeasures.PutForAsync(store, writers, "/warm", TimeSpan.FromSeconds(1));
            var meter = Meter.Start();
            var done = await StoreMeasures.PutForAsync(store, writers, "/put", Span);
            table.Add($"durable 1 KiB puts through etcd, {writers} writers", $"{done / meter.Seconds:N0}/s", meter.CpuPer(done));
        }
    }
}
