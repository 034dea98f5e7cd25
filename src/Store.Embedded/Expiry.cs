namespace Timonier.Store.Embedded;

/// <summary>A key that deletes itself at the deadline, if what was written at that revision still stands.</summary>
internal sealed class Expiry(string key, long revision, long deadline)
{
    public string Key { get; } = key;
    public long Revision { get; } = revision;

    /// <summary>Unix milliseconds.</summary>
    public long Deadline { get; } = deadline;

    public bool IsDone { get; set; }
}
