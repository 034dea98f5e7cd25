namespace Timonier.Contracts.Store;

/// <summary>A value that is there and cannot be made out: its key is missing or wrong, or it has been tampered with.</summary>
public sealed class UnreadableValueException(string key, long revision, string why, Exception? cause = null) : Exception(why, cause)
{
    public string Key { get; } = key;

    /// <summary>The revision at which the value stands, by which it can still be deleted or replaced.</summary>
    public long Revision { get; } = revision;
}
