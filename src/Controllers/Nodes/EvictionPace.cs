namespace Timonier.Controllers.Nodes;

/// <summary>Lets the nodes of a zone be emptied one after the other, at the rate its state allows.</summary>
public sealed class EvictionPace(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> last = new(StringComparer.Ordinal);

    /// <summary>Zero: now, and the turn is taken. Otherwise how long to wait; null: until the rate is another.</summary>
    public TimeSpan? Take(string zone, double rate)
    {
        if (rate <= 0) return null;
        lock (gate)
        {
            var now = time.GetUtcNow();
            var left = last.TryGetValue(zone, out var taken) ? taken + TimeSpan.FromSeconds(1 / rate) - now : TimeSpan.Zero;
            if (left > TimeSpan.Zero) return left;
            last[zone] = now;
            return TimeSpan.Zero;
        }
    }

    /// <summary>The turn came to nothing: the next to ask may have it.</summary>
    public void GiveBack(string zone)
    {
        lock (gate) last.Remove(zone);
    }
}
