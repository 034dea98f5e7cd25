namespace Timonier.Store.Embedded;

/// <summary>Room kept back, so that a full disk still has a place for the records of deletes.</summary>
internal sealed class DiskReserve(IStoreFiles files, string directory, int bytes)
{
    private readonly string path = Path.Combine(directory, "reserve");

    public bool IsHeld { get; private set; }

    public bool TryTake()
    {
        if (IsHeld)
            return true;

        try
        {
            using var file = files.Create(path);
            file.Write(new byte[bytes], 0);
            file.Flush();
            IsHeld = true;
        }
        catch (IOException full) when (DiskFullException.Explains(full))
        {
            files.Delete(path);
        }

        return IsHeld;
    }

    public void Release()
    {
        files.Delete(path);
        IsHeld = false;
    }
}
