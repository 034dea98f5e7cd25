using System.Runtime.InteropServices;

namespace Timonier.Node.Volumes;

/// <summary>
/// Replaces all files of a volume at one moment: the names a container sees are links through ..data, and ..data
/// is swapped by rename.
/// </summary>
internal static partial class FileTree
{
    /// <summary>Whether files have been written there before.</summary>
    public static bool IsWritten(string directory) => new FileInfo(Path.Combine(directory, "..data")).LinkTarget is not null;

    public static void Write(string directory, IReadOnlyDictionary<string, VolumeFile> files, long? group, string stamp)
    {
        var data = Path.Combine(directory, "..data");
        var old = new FileInfo(data).LinkTarget is { } target ? Path.Combine(directory, target) : null;
        if (old is not null && Same(old, files)) return;
        var fresh = Path.Combine(directory, ".." + stamp);
        // A clock that was set back, or stands, may have named one before.
        while (Path.Exists(fresh)) fresh += "_";
        foreach (var (name, file) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var path = Path.Combine(fresh, name);
            MakeFolders(fresh, Path.GetDirectoryName(path)!, group);
            File.WriteAllBytes(path, file.Content);
            Ownership.SetFile(path, file, group);
        }
        MakeFolders(fresh, fresh, group);
        var next = Path.Combine(directory, "..data_tmp");
        File.Delete(next);
        File.CreateSymbolicLink(next, Path.GetFileName(fresh));
        // The framework's own move follows the link and refuses a folder; the system call renames the link itself.
        if (Rename(next, data) != 0) throw new IOException($"{data} could not be replaced: {Marshal.GetLastPInvokeErrorMessage()}");
        Link(directory, files);
        if (old is not null && Directory.Exists(old)) Directory.Delete(old, recursive: true);
    }

    private static void MakeFolders(string root, string folder, long? group)
    {
        if (Directory.Exists(folder)) return;
        if (folder != root) MakeFolders(root, Path.GetDirectoryName(folder)!, group);
        Directory.CreateDirectory(folder);
        Ownership.SetFolder(folder, (UnixFileMode)0b111_101_101, group, writable: false);
    }

    private static void Link(string directory, IReadOnlyDictionary<string, VolumeFile> files)
    {
        var tops = files.Keys.Select(name => name.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var top in tops)
            if (new FileInfo(Path.Combine(directory, top)).LinkTarget is null) File.CreateSymbolicLink(Path.Combine(directory, top), Path.Combine("..data", top));
        foreach (var link in Directory.EnumerateFileSystemEntries(directory))
            if (!tops.Contains(Path.GetFileName(link)) && new FileInfo(link).LinkTarget?.StartsWith("..data/", StringComparison.Ordinal) == true) File.Delete(link);
    }

    private static bool Same(string directory, IReadOnlyDictionary<string, VolumeFile> files)
    {
        if (!Directory.Exists(directory)) return false;
        var present = Directory.GetFiles(directory, "*", SearchOption.AllDirectories);
        return present.Length == files.Count && files.All(f =>
            Path.Combine(directory, f.Key) is var path && File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(f.Value.Content));
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
