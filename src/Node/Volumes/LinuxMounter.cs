using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Timonier.Node.Volumes;

/// <summary>Mounts through the kernel, looking at mountinfo for what is there.</summary>
public sealed partial class LinuxMounter : IMounter
{
    private const ulong NoSuid = 2, NoDev = 4, BindFlag = 4096;
    private const int Detach = 2;

    public void MountMemory(string directory, long sizeBytes)
    {
        if (MountPoints().Contains(directory, StringComparer.Ordinal)) return;
        var options = sizeBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"size={sizeBytes},mode=0777") : "mode=0777";
        if (Mount("tmpfs", directory, "tmpfs", NoSuid | NoDev, options) != 0) throw new IOException($"mount tmpfs on {directory}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public void Bind(SafeFileHandle place, string target)
    {
        var source = $"/proc/self/fd/{place.DangerousGetHandle()}";
        UnmountBelow(target);
        if (Directory.Exists(source)) Directory.CreateDirectory(target);
        else if (!File.Exists(target)) File.WriteAllBytes(target, []);
        if (Mount(source, target, "", BindFlag, "") != 0) throw new IOException($"mount on {target}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public void UnmountBelow(string directory)
    {
        foreach (var point in MountPoints().Where(p => p == directory || p.StartsWith(directory + "/", StringComparison.Ordinal)).OrderByDescending(p => p.Length))
            if (Unmount(point, Detach) != 0) throw new IOException($"unmount {point}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static IEnumerable<string> MountPoints() => File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4].Replace("\\040", " ", StringComparison.Ordinal)).ToArray();

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
