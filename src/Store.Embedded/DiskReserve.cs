namespace Timonier.Store.Embedded;

/// <summary>Room kept back, so that a full disk still has a place for the records of deletes.</summary>
internal sealed class DiskReserve(StoreFiles files, string directory)
{
    private const int Bytes = 1 << 20;

    private readonly string path = Path.Combine(directory, "reserve");

    public bool IsHeld { get; private set; }

    public bool TryTake()
    {
        if (IsHeld)
            return true;

        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            files.Write(file, new byte[Bytes], 0);
            files.Flush(file);
            IsHeld = true;
        }
        catch (IOException full) when (StoreFiles.IsDiskFull(full))
        {
            File.Delete(path);
        }

        return IsHeld;
    }

    public void Release()
    {
        File.Delete(path);
        IsHeld = false;
    }
}
