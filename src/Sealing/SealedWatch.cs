using System.Diagnostics.CodeAnalysis;
using Timonier.Contracts.Store;

namespace Timonier.Sealing;

/// <summary>A watch whose values are open. One that nothing opens is thrown at its reader and ends the watch.</summary>
internal sealed class SealedWatch(IStoreWatch watch, Seals seals) : IStoreWatch
{
    // An event that has been taken and is still being opened: somebody else holds its key.
    private Task<StoreEvent>? opening;
    private long openingRevision;
    private bool broken;

    public long Progress => opening is null ? watch.Progress : openingRevision - 1;
    public StoreWatchEnd End => broken ? StoreWatchEnd.Closed : watch.End;

    public async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        if (opening is not null)
        {
            // Whether it has worked is found out by who takes it.
            await Task.WhenAny(opening).WaitAsync(cancellation);
            return true;
        }
        return !broken && await watch.WaitAsync(cancellation);
    }

    /// <exception cref="UnreadableValueException">The next event cannot be opened.</exception>
    public bool TryRead([NotNullWhen(true)] out StoreEvent? next)
    {
        next = null;
        if (broken) return false;
        if (opening is null)
        {
            if (!watch.TryRead(out next)) return false;
            if (!seals.Changes(next)) return true;
            openingRevision = next.Revision;
            opening = seals.OpenAsync(next, CancellationToken.None).AsTask();
            next = null;
        }
        if (!opening.IsCompleted) return false;
        var opened = opening;
        opening = null;
        broken = !opened.IsCompletedSuccessfully;
        next = opened.GetAwaiter().GetResult();
        return true;
    }

    public void Dispose() => watch.Dispose();
}
