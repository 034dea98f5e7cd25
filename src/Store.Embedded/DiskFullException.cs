namespace Timonier.Store.Embedded;

/// <summary>Nothing was written, because there was no room; the only failure of a write that may be answered.</summary>
internal sealed class DiskFullException(IOException cause) : Exception(cause.Message, cause);
