using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Timonier.Node.Volumes;

/// <summary>
/// Opens a place inside a folder that others write to at the same time. The kernel resolves the whole path at once and
/// refuses every step that would lead out of the folder, whatever links are put in its way meanwhile; what is then
/// mounted is the opened place and not its name.
/// </summary>
internal static partial class SafePath
{
    private const int NoEntry = 2, Exists = 17;
    private const int CurrentFolder = -100;
    private const ulong PathOnly = 0x200000, FolderOnly = 0x10000, CloseOnExec = 0x80000, NoFollow = 0x20000;
    private const ulong NoMagicLinks = 0x02, Beneath = 0x08;

    // The number of openat2, which is the same on all architectures.
    private const nint OpenAt2 = 437;

    /// <summary>A missing place becomes a folder with the mode of the folder it lies in.</summary>
    /// <exception cref="IOException">It lies outside, or cannot be opened.</exception>
    public static SafeFileHandle OpenOrCreate(string folder, string inside)
    {
        using var root = Open(CurrentFolder, folder, PathOnly | CloseOnExec, resolve: 0) ?? throw new DirectoryNotFoundException($"{folder} does not exist");
        return Open(Number(root), inside, PathOnly | CloseOnExec, Beneath | NoMagicLinks) ?? Create(root, inside.Split('/', StringSplitOptions.RemoveEmptyEntries), (uint)File.GetUnixFileMode(folder));
    }

    private static SafeFileHandle Create(SafeFileHandle root, string[] parts, uint mode)
    {
        SafeFileHandle? at = null;
        for (var made = 1; made <= parts.Length; made++)
        {
            var parent = Number(at ?? root);
            // What is there may be a link that stays inside; what is made here is opened by its very name.
            var next = Open(Number(root), string.Join('/', parts[..made]), PathOnly | CloseOnExec | FolderOnly, Beneath | NoMagicLinks);
            if (next is null)
            {
                if (MakeFolder(parent, parts[made - 1], mode) != 0 && Marshal.GetLastPInvokeError() != Exists) throw Failed(parts[made - 1]);
                next = Open(parent, parts[made - 1], PathOnly | CloseOnExec | FolderOnly | NoFollow, Beneath | NoMagicLinks) ?? throw Failed(parts[made - 1]);
                // The process's own mask does not count.
                File.SetUnixFileMode($"/proc/self/fd/{Number(next)}", (UnixFileMode)mode);
            }
            at?.Dispose();
            at = next;
        }
        return at!;
    }

    /// <summary>Null: there is nothing of that name.</summary>
    private static SafeFileHandle? Open(int folder, string path, ulong flags, ulong resolve)
    {
        var how = new How(flags, 0, resolve);
        var opened = Call(OpenAt2, folder, path, in how, (nuint)Marshal.SizeOf<How>());
        if (opened >= 0) return new SafeFileHandle(opened, ownsHandle: true);
        return Marshal.GetLastPInvokeError() == NoEntry ? null : throw Failed(path);
    }

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static IOException Failed(string path) => new($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct How(ulong Flags, ulong Mode, ulong Resolve);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Call(nint number, nint folder, string path, in How how, nuint size);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolder(int folder, string name, uint mode);
}
