namespace Timonier.Node.Machines;

/// <summary>The file system that holds a folder, in bytes.</summary>
public sealed record DiskInfo(long Total, long Available)
{
    public static DiskInfo Of(string directory)
    {
        var drive = new DriveInfo(Directory.Exists(directory) ? directory : "/");
        return new DiskInfo(drive.TotalSize, drive.AvailableFreeSpace);
    }
}
