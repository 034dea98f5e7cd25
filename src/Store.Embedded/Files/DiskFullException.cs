namespace Timonier.Store.Embedded;

/// <summary>Nothing was written, because there was no room; the only failure of a write that may be answered.</summary>
internal sealed class DiskFullException(IOException cause) : IOException(cause.Message, cause)
{
    private const int NoSpaceLeft = 28, DiskQuota = 122;

    public static bool Explains(IOException failure) => failure.HResult is NoSpaceLeft or DiskQuota;
}
