using Microsoft.Win32.SafeHandles;

namespace Timonier.Node.Volumes;

/// <summary>The few mounts this room makes itself.</summary>
public interface IMounter
{
    /// <summary>Mounts a tmpfs there unless one is; a size of 0 leaves the kernel's default.</summary>
    void MountMemory(string directory, long sizeBytes);

    /// <summary>Shows an opened file or folder at the target as well, in place of what was mounted there.</summary>
    void Bind(SafeFileHandle place, string target);

    /// <summary>Unmounts everything at or below the directory; nothing mounted is no error.</summary>
    void UnmountBelow(string directory);
}
