using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Store.Embedded;

namespace Timonier.Sealing.Tests;

/// <summary>A data folder with a store and keys, which can be closed and opened again.</summary>
internal sealed class SealingCorner : IAsyncDisposable
{
    public const string Place = "/registry/core/secrets/shop/door";
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-sealing-").FullName;
    private Seals? seals;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;
    public EmbeddedStore Disk { get; private set; } = null!;
    public SealedStore Store { get; private set; } = null!;
    public Seals Seals => seals!;
    public string KeyFile => Path.Combine(folder, "encryption", "keys.json");
    public string StoreFolder => Path.Combine(folder, "store");
    public SealUpkeep Upkeep => new(Disk, Seals, TimeProvider.System, NullLogger<SealUpkeep>.Instance);

    /// <summary>The clock by which keys of the store expire.</summary>
    public TimeProvider Time { get; private init; } = TimeProvider.System;

    /// <param name="configuration">An EncryptionConfiguration; null for keys of the folder's own.</param>
    public static async Task<SealingCorner> OpenAsync(string? configuration = null, TimeProvider? time = null)
    {
        var corner = new SealingCorner { Time = time ?? TimeProvider.System };
        if (configuration is not null) await corner.ConfigureAsync(configuration);
        await corner.StartAsync();
        return corner;
    }

    public async Task StartAsync()
    {
        Disk = await OpenDiskAsync();
        seals = await Seals.StartAsync(Config, TimeProvider.System, Stop);
        Store = new SealedStore(Disk, seals);
    }

    public SealingConfig Config { get; private set; }

    /// <summary>Writes the configuration, which is read with the next start or reload.</summary>
    public async Task ConfigureAsync(string configuration)
    {
        Config = Config with { ProviderConfigFile = Path.Combine(folder, "encryption.yaml") };
        await File.WriteAllTextAsync(Config.ProviderConfigFile, "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n" + configuration, Stop);
    }

    /// <summary>How a value stands in the store.</summary>
    public async Task<string> RawAsync(string place = Place) => Text(await Disk.GetAsync(place, cancellation: Stop));

    /// <summary>Writes the value as it is over itself, as a client does that brings it into today's form.</summary>
    public async Task RewriteAsync(string text)
    {
        var entry = await Store.GetAsync(Place, cancellation: Stop);
        (await Store.UpdateAsync(Place, Secret(text), entry!.Revision, Stop)).IsDone.ShouldBeTrue();
    }

    public SealingCorner() => Config = new SealingConfig { KeyDirectory = Path.Combine(folder, "encryption") };

    public async Task RestartAsync()
    {
        await Disk.DisposeAsync();
        await StartAsync();
    }

    /// <summary>An object as the layer above writes it: a place for the revision between the quotes.</summary>
    public static StoreValue Secret(string text)
    {
        var json = $$$"""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"door","resourceVersion":""},"data":{"key":"{{{text}}}"}}""";
        return new StoreValue(Encoding.UTF8.GetBytes(json), json.IndexOf("resourceVersion\":\"", StringComparison.Ordinal) + "resourceVersion\":\"".Length);
    }

    public static string Shown(string text, long revision) =>
        $$$"""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"door","resourceVersion":"{{{revision}}}"},"data":{"key":"{{{text}}}"}}""";

    public static string Text(StoreEntry? entry) => entry is null ? "" : Encoding.UTF8.GetString(entry.Value.Span);

    /// <summary>Whether the text stands anywhere in the files of the store.</summary>
    public bool DiskHolds(string text) => Directory.GetFiles(StoreFolder).Where(f => Path.GetFileName(f) != "lock").Any(f => Read(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public async ValueTask DisposeAsync()
    {
        await Disk.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<EmbeddedStore> OpenDiskAsync()
    {
        var disk = new EmbeddedStore(new EmbeddedStoreConfig { Directory = StoreFolder }, Time, NullLogger<EmbeddedStore>.Instance);
        await disk.StartAsync(Stop);
        return disk;
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
