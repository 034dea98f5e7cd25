using System.Runtime.InteropServices;

namespace Timonier.Node.Volumes;

/// <summary>
/// Replaces all files of a volume at one moment: the names a container sees are links through ..data, and ..data
/// is swapped by rename.
/// </summary>
internal static partial class FileTree
{
    public static void Write(string directory, IReadOnlyDictionary<string, VolumeFile> files, string stamp)
    {
        Directory.CreateDirectory(directory);
        var data = Path.Combine(directory, "..data");
        var old = new FileInfo(data).LinkTarget is { } target ? Path.Combine(directory, target) : null;
        if (old is not null && Same(old, files)) return;
        var fresh = Path.Combine(directory, ".." + stamp);
        Directory.CreateDirectory(fresh);
        File.SetUnixFileMode(fresh, (UnixFileMode)0b111_101_101);
        foreach (var (name, file) in files)
        {
            var path = Path.Combine(fresh, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content);
            File.SetUnixFileMode(path, (UnixFileMode)file.Mode);
        }
        var next = Path.Combine(directory, "..data_tmp");
        File.Delete(next);
        File.CreateSymbolicLink(next, Path.GetFileName(fresh));
        // The framework's own move follows the link and refuses a folder; the system call renames the link itself.
        if (Rename(next, data) != 0) throw new IOException($"{data} could not be replaced: {Marshal.GetLastPInvokeErrorMessage()}");
        Link(directory, files);
        if (old is not null) Directory.Delete(old, recursive: true);
    }

    private static void Link(string directory, IReadOnlyDictionary<string, VolumeFile> files)
    {
        var tops = files.Keys.Select(name => name.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var top in tops)
            if (new FileInfo(Path.Combine(directory, top)).LinkTarget is null) File.CreateSymbolicLink(Path.Combine(directory, top), Path.Combine("..data", top));
        foreach (var link in Directory.EnumerateFileSystemEntries(directory))
            if (!Path.GetFileName(link).StartsWith("..", StringComparison.Ordinal) && !tops.Contains(Path.GetFileName(link))) File.Delete(link);
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
