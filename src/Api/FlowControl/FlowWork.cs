namespace Timonier.Api.FlowControl;

/// <summary>What a request is expected to take of its level.</summary>
/// <param name="Seats">While it runs.</param>
/// <param name="FinalSeats">After it has been answered, for <paramref name="Linger"/>: a write goes on costing while its watchers are told.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct FlowWork(int Seats, int FinalSeats = 0, TimeSpan Linger = default)
{
    public static FlowWork Least { get; } = new(1);

    /// <summary>What must be free before it starts.</summary>
    public int Reserved => Math.Max(Seats, FinalSeats);

    /// <summary>Seat-seconds, when running takes that long.</summary>
    public double Weight(double seconds) => (Seats * seconds) + (FinalSeats * Linger.TotalSeconds);
}
