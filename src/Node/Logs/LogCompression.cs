using System.IO.Compression;

namespace Timonier.Node.Logs;

/// <summary>Packs logs that were rotated away. What a crash leaves half done is done again.</summary>
internal static class LogCompression
{
    public const string Suffix = ".gz";
    public const string Unfinished = ".tmp";

    public static async Task CompressAsync(string path, CancellationToken cancellation)
    {
        var unfinished = path + Unfinished;
        await using (var from = File.OpenRead(path))
        await using (var to = File.Create(unfinished))
        await using (var packed = new GZipStream(to, CompressionLevel.Optimal))
            await from.CopyToAsync(packed, cancellation);
        File.Move(unfinished, path + Suffix, overwrite: true);
        File.Delete(path);
    }
}
