namespace Timonier.Store.Embedded;

/// <summary>
/// A write or a sync failed, after which the kernel may have dropped what it had not written; the store has
/// stopped, and the process must start again to learn what is on disk.
/// </summary>
public sealed class StoreFailedException(string directory, Exception cause)
    : Exception($"the store in {directory} has stopped, because its log could not be written: {cause.Message}; check the disk and restart", cause);
