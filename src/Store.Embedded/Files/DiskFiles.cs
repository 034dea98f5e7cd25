using System.Runtime.InteropServices;

namespace Timonier.Store.Embedded;

/// <summary>The file system of the machine.</summary>
internal sealed partial class DiskFiles : IStoreFiles
{
    public void CreateDirectory(string directory) => Directory.CreateDirectory(directory);

    public IReadOnlyList<string> List(string directory) => Directory.GetFiles(directory);

    // Values may be secrets: nobody but the owner reads the files.
    public IStoreFile Create(string path)
    {
        var handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new DiskFile(handle);
    }

    public IStoreFile Open(string path) =>
        new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public IStoreFile OpenToRead(string path) =>
        new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    public long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void FlushDirectory(string directory)
    {
        var descriptor = Open(directory, 0);
        if (descriptor < 0)
            throw new IOException($"cannot open folder {directory} for sync (errno {Marshal.GetLastPInvokeError()})");
        var result = Sync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0)
            throw new IOException($"cannot sync folder {directory} (errno {error})");
    }

    public IDisposable Lock(string path) => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
