using System.Collections.Concurrent;

namespace Timonier.Kernel;

/// <summary>
/// Growing delays per key: the first is <paramref name="first"/>, each further one twice the last up to
/// <paramref name="longest"/>. Jitter adds up to that share of the delay, so that many keys do not come back at once.
/// A key that was quiet for twice the longest delay starts anew.
/// </summary>
public sealed class Backoff<TKey>(TimeSpan first, TimeSpan longest, TimeProvider time, IIdSource? chance = null, double jitter = 0)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (TimeSpan Delay, DateTimeOffset Since)> delays = new();

    /// <summary>Counts one more failure of the key and gives the delay until the next attempt.</summary>
    public TimeSpan Next(TKey key)
    {
        var now = time.GetUtcNow();
        var added = jitter > 0 && chance is not null ? chance.NextDouble() * jitter : 0;
        return delays.AddOrUpdate(
            key,
            _ => (Capped(first * (1 + added)), now),
            (_, last) => now - last.Since > longest * 2
                ? (Capped(first * (1 + added)), now)
                : (Capped(last.Delay * 2 * (1 + added)), now)).Delay;
    }

    /// <summary>How much longer the key has to wait; zero when it may go ahead.</summary>
    public TimeSpan Remaining(TKey key)
    {
        if (!delays.TryGetValue(key, out var last)) return TimeSpan.Zero;
        var left = last.Since + last.Delay - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The delay in force for the key; zero when it never failed.</summary>
    public TimeSpan Current(TKey key) => delays.TryGetValue(key, out var last) ? last.Delay : TimeSpan.Zero;

    public void Forget(TKey key) => delays.TryRemove(key, out _);

    /// <summary>Drops keys that would start anew anyway; call it now and then where keys come and go.</summary>
    public void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var (key, last) in delays)
            if (now - last.Since > longest * 2) delays.TryRemove(KeyValuePair.Create(key, last));
    }

    private TimeSpan Capped(TimeSpan delay) => delay > longest ? longest : delay;
}
