using System.Runtime.InteropServices;

namespace Timonier.Runtime.Cri;

/// <summary>The few system calls that the class library does not offer.</summary>
internal static partial class Linux
{
    public const int Terminate = 15;
    public const int Kill = 9;
    private const ulong Bind = 4096;
    private const ulong Shared = 1 << 20;
    private const int Detach = 2;

    public static bool BindOnItself(string path) => Mount(path, path, null, Bind, null) == 0;
    public static bool MakeShared(string path) => Mount(null, path, null, Shared, null) == 0;
    public static bool MountCgroup(string controller, string path) => Mount("cgroup", path, "cgroup", 0, controller) == 0;
    public static bool Unmount(string path) => Unmount(path, Detach) == 0;
    public static bool Signal(int process, int signal) => SendSignal(process, signal) == 0;

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string? source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
