using System.Formats.Tar;

namespace Timonier.Runtime.Cri;

/// <summary>Uncompressed layers; the same input gives the same bytes, whenever and wherever.</summary>
public static class ImageLayer
{
    public static byte[] OfEntries(IEnumerable<ImageEntry> entries)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
            foreach (var entry in entries) Write(tar, entry);
        return bytes.ToArray();
    }

    /// <summary>Everything under a folder, with its modes; owners become root, symbolic links stay links.</summary>
    public static byte[] OfDirectory(string root)
    {
        var all = new DirectoryInfo(root).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, ReturnSpecialDirectories = false });
        return OfEntries(all.Select(info => Entry(root, info)).OrderBy(entry => entry.Path, StringComparer.Ordinal));
    }

    private static ImageEntry Entry(string root, FileSystemInfo info)
    {
        var path = Path.GetRelativePath(root, info.FullName);
        if (info.LinkTarget is { } target) return new(path, LinkTarget: target);
        return info is DirectoryInfo ? new(path + "/", Mode: info.UnixFileMode) : new(path, File.ReadAllBytes(info.FullName), info.UnixFileMode);
    }

    private static void Write(TarWriter tar, ImageEntry entry)
    {
        var path = entry.Path.TrimStart('/');
        var type = entry.LinkTarget.Length > 0 ? TarEntryType.SymbolicLink : path.EndsWith('/') ? TarEntryType.Directory : TarEntryType.RegularFile;
        var to = new PaxTarEntry(type, path) { Mode = entry.Mode, ModificationTime = DateTimeOffset.UnixEpoch };
        if (type == TarEntryType.SymbolicLink) to.LinkName = entry.LinkTarget;
        if (type == TarEntryType.RegularFile) to.DataStream = new MemoryStream(entry.Content.ToArray(), writable: false);
        tar.WriteEntry(to);
    }
}
