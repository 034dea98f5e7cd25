using System.Diagnostics.CodeAnalysis;
using Timonier.Contracts.Store;

namespace Timonier.Api.CustomResources;

/// <summary>A watch whose events come in the form of one version. One that cannot be converted or read ends it: its reader starts anew and is told.</summary>
internal sealed class CustomWatch(IStoreWatch watch, Func<StoreEvent, CancellationToken, ValueTask<StoreEvent>> read) : IStoreWatch
{
    private readonly Queue<StoreEvent> ready = [];
    private bool broken;

    public long Progress => watch.Progress;
    public StoreWatchEnd End => broken ? StoreWatchEnd.Closed : watch.End;

    public async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        if (ready.Count > 0) return true;
        if (broken || !await watch.WaitAsync(cancellation)) return false;
        try
        {
            while (watch.TryRead(out var change)) ready.Enqueue(await read(change, cancellation));
        }
        catch (Exception e) when (e is ConversionFailedException or UnreadableValueException)
        {
            broken = true;
        }
        return ready.Count > 0 || !broken;
    }

    public bool TryRead([NotNullWhen(true)] out StoreEvent? next) => ready.TryDequeue(out next);

    public void Dispose() => watch.Dispose();
}
