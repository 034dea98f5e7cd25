using System.Collections.Immutable;

namespace Timonier.Node.Pods;

/// <summary>
/// How long containers that end are held back: 10 s doubling to 300 s, forgotten when the next end is more than
/// twice the maximum after the last. A value; the plan reads it and answers the next one.
/// </summary>
public sealed record CrashBackoff
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(300);

    private ImmutableDictionary<string, Entry> Entries { get; init; } = ImmutableDictionary.Create<string, Entry>(StringComparer.Ordinal);

    public static CrashBackoff None { get; } = new();

    /// <summary>The delay now in force for the container; zero when it has not ended before.</summary>
    public TimeSpan DelayOf(string key) => Entries.TryGetValue(key, out var entry) ? entry.Delay : TimeSpan.Zero;

    /// <summary>When a container that ended then may start again.</summary>
    public DateTimeOffset FreeAt(string key, DateTimeOffset ended) =>
        Entries.TryGetValue(key, out var entry) && !Expired(entry, ended) ? ended + entry.Delay : ended;

    /// <summary>Counts a restart after an end at that time.</summary>
    public CrashBackoff Counted(string key, DateTimeOffset ended)
    {
        var next = Entries.TryGetValue(key, out var entry) && !Expired(entry, ended)
            ? TimeSpan.FromTicks(Math.Min(entry.Delay.Ticks * 2, Longest.Ticks))
            : First;
        return this with { Entries = Entries.SetItem(key, new Entry(next, ended)) };
    }

    private static bool Expired(Entry entry, DateTimeOffset ended) => ended - entry.CountedAt > Longest * 2;

    private sealed record Entry(TimeSpan Delay, DateTimeOffset CountedAt);
}
