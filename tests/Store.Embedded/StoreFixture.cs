using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded.Tests;

/// <summary>A folder for one test, and the stores opened on it.</summary>
internal sealed class StoreFixture : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("timonier-store-").FullName;

    public VirtualTime Time { get; } = new();

    public async Task<EmbeddedStore> OpenAsync(EmbeddedStoreConfig? config = null, IStoreFiles? files = null)
    {
        config ??= new EmbeddedStoreConfig { Directory = Path };
        var store = new EmbeddedStore(config with { Directory = Path }, Time, NullLogger<EmbeddedStore>.Instance, files ?? new DiskFiles());
        await store.StartAsync(default);
        return store;
    }

    public StoreFixture Copy()
    {
        var copy = new StoreFixture();
        foreach (var file in Directory.GetFiles(Path))
        {
            try
            {
                File.WriteAllBytes(System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)), ReadShared(file));
            }
            catch (FileNotFoundException)
            {
                // Dropped by a compaction meanwhile.
            }
        }

        File.Delete(System.IO.Path.Combine(copy.Path, "lock"));
        return copy;
    }

    public string LastSegment => Directory.GetFiles(Path, "*.log").Order(StringComparer.Ordinal).Last();

    public static StoreValue Value(string text, TimeSpan? life = null) => new(Encoding.UTF8.GetBytes(text), -1, life);

    public static string Text(StoreEntry? entry) => entry is null ? "" : Encoding.UTF8.GetString(entry.Value.Span);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static byte[] ReadShared(string file)
    {
        if (System.IO.Path.GetFileName(file) == "lock")
            return [];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
