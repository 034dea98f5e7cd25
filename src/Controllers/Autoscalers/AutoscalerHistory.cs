using System.Collections.Immutable;

namespace Timonier.Controllers.Autoscalers;

/// <summary>What an autoscaler found right and what it did lately; lost with the process, as upstream's.</summary>
public sealed record AutoscalerHistory(
    ImmutableList<(DateTimeOffset At, int Replicas)> Wishes, ImmutableList<(DateTimeOffset At, int Change)> Ups, ImmutableList<(DateTimeOffset At, int Change)> Downs)
{
    /// <summary>Nothing that is older can matter any more: no window and no period is longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static AutoscalerHistory Empty { get; } = new([], [], []);

    /// <summary>What the target had when it was first seen stands for what was wished before.</summary>
    public AutoscalerHistory Starting(int replicas, DateTimeOffset now) => Wishes.IsEmpty ? this with { Wishes = [(now, replicas)] } : this;

    public AutoscalerHistory Wished(int replicas, DateTimeOffset now) => this with { Wishes = Wishes.RemoveAll(w => now - w.At > Longest).Add((now, replicas)) };

    public AutoscalerHistory Changed(int from, int to, DateTimeOffset now) => to > from
        ? this with { Ups = Ups.RemoveAll(e => now - e.At > Longest).Add((now, to - from)) }
        : this with { Downs = Downs.RemoveAll(e => now - e.At > Longest).Add((now, from - to)) };

    /// <summary>How many there were at the start of a period that ends now.</summary>
    public int Before(int current, TimeSpan period, DateTimeOffset now)
    {
        var since = now - period;
        return current - Ups.Where(e => e.At > since).Sum(e => e.Change) + Downs.Where(e => e.At > since).Sum(e => e.Change);
    }
}
