namespace Timonier.Cel.Evaluation;

/// <summary>
/// One evaluation under way: its variables, what it has cost, and whether it has to stop. Steps never unwind by
/// exceptions: loops look at <see cref="IsStopped"/>, calls stop computing, and the program answers <see cref="Stop"/>.
/// </summary>
internal sealed class Frame(ICelActivation activation, int slots, ulong limit, CancellationToken cancellation)
{
    private const int LookAtCancellationEvery = 100;
    private int iterations;

    public CelValue[] Slots { get; } = new CelValue[slots];

    public ICelActivation Activation => activation;

    public ulong Cost { get; private set; }

    public CelError? Stop { get; private set; }

    public bool IsStopped => Stop is not null;

    public void Charge(ulong cost)
    {
        var sum = Cost + cost;
        Cost = sum < cost ? ulong.MaxValue : sum;
        if (Cost > limit) Stop ??= new CelError("operation cancelled: actual cost limit exceeded", CelFailure.CostExceeded);
    }

    /// <summary>To be asked before each round of a loop.</summary>
    public bool MayGoOn()
    {
        if (++iterations % LookAtCancellationEvery == 0 && cancellation.IsCancellationRequested)
            Stop ??= new CelError("operation interrupted", CelFailure.Cancelled);
        return Stop is null;
    }

    public CelValue Stopped => CelValue.Error(Stop!);
}
