using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

internal enum PendingKind { Create, Update, Delete, Expire, Compact }

/// <summary>One request to the commit loop, and its waiter, who goes on elsewhere: never on the commit thread.</summary>
internal sealed class PendingWrite(PendingKind kind, string key, StoreValue value, long expected)
    : TaskCompletionSource<StoreWrite>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public PendingKind Kind { get; } = kind;
    public string Key { get; } = key;
    public StoreValue Value { get; } = value;

    /// <summary>The revision that must stand; for a compaction, the revision to give up.</summary>
    public long Expected { get; } = expected;

    public bool IsPut => Kind is PendingKind.Create or PendingKind.Update;
}
