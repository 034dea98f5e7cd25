namespace Timonier.Api.FlowControl;

/// <summary>A bound on requests at work at the same time; who comes beyond it is told to come back.</summary>
internal sealed class InFlight(int limit)
{
    private int count;

    public int Count => Volatile.Read(ref count);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref count) <= limit) return true;
        Interlocked.Decrement(ref count);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref count);
}
