using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Store.Embedded;

namespace Timonier.Sealing.Bench;

/// <summary>Secrets of 1 KiB written durably by 64 writers, read for the first time after a start, and read again.</summary>
internal static class SealingMeasures
{
    private const int Writers = 64, Secrets = 20_000, Warm = 2_000, Rereads = 20;
    private const string Prefix = "/registry/core/secrets/bench/";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        $$$"""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"s","resourceVersion":""},"data":{"k":"{{{Convert.ToBase64String(new byte[700])}}}"}}""");
    private static readonly StoreValue Value = new(Body, Body.AsSpan().IndexOf("resourceVersion\":\""u8) + "resourceVersion\":\"".Length);

    public static async Task RunAsync(string way, string folder, ResultTable table)
    {
        Directory.CreateDirectory(folder);
        await using (var disk = await OpenAsync(folder))
        {
            var store = await OverAsync(disk, way, folder);
            await WriteAsync(store, "warm-", Warm);
            var meter = Meter.Start();
            await WriteAsync(store, "", Secrets);
            table.Add($"{way}: write", $"{Secrets / meter.Seconds:N0}/s", meter.CpuPer(Secrets));
        }

        await using var again = await OpenAsync(folder);
        var opened = await OverAsync(again, way, folder);
        // What a first read costs besides, is paid by others.
        await opened.ListAsync(new StoreRange(Prefix + "warm-"), default);
        var first = Meter.Start();
        await opened.ListAsync(new StoreRange(Prefix), default);
        table.Add($"{way}: first read after a start", $"{Secrets / first.Seconds:N0}/s", first.CpuPer(Secrets));
        var later = Meter.Start();
        for (var i = 0; i < Rereads; i++) await opened.ListAsync(new StoreRange(Prefix), default);
        table.Add($"{way}: every further read", $"{Secrets * Rereads / later.Seconds:N0}/s", later.CpuPer(Secrets * Rereads));
    }

    private static Task WriteAsync(IRevisionStore store, string name, int count) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = writer; i < count; i += Writers) await store.CreateAsync($"{Prefix}{name}{i:D6}", Value);
        }));

    private static async Task<EmbeddedStore> OpenAsync(string folder)
    {
        var disk = new EmbeddedStore(new EmbeddedStoreConfig { Directory = Path.Combine(folder, "store") }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        await disk.StartAsync(default);
        return disk;
    }

    private static async Task<IRevisionStore> OverAsync(EmbeddedStore disk, string way, string folder)
    {
        if (way == "plain") return disk;
        var config = new SealingConfig { KeyDirectory = Path.Combine(folder, "keys") };
        if (way != "own keys")
        {
            config = config with { ProviderConfigFile = Path.Combine(folder, "encryption.yaml") };
            if (!File.Exists(config.ProviderConfigFile)) await File.WriteAllTextAsync(config.ProviderConfigFile, ConfigurationWith(way));
        }
        return new SealedStore(disk, await Seals.StartAsync(config, TimeProvider.System, default));
    }

    private static string ConfigurationWith(string cipher) => $$"""
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
        - resources: [secrets]
          providers:
          - {{cipher}}: {keys: [{name: one, secret: "{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}}"}]}
        """;
}
