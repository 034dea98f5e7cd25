namespace Timonier.Node.Volumes;

/// <summary>The few mounts this room makes itself.</summary>
public interface IMounter
{
    /// <summary>Mounts a tmpfs there unless one is; a size of 0 leaves the kernel's default.</summary>
    void MountMemory(string directory, long sizeBytes);

    /// <summary>Unmounts everything at or below the directory; nothing mounted is no error.</summary>
    void UnmountBelow(string directory);
}
