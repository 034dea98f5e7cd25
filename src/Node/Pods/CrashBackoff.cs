using System.Collections.Immutable;

namespace Timonier.Node.Pods;

/// <summary>
/// How long containers that end are held back: 10 s doubling to 300 s, forgotten when a container ends more than ten
/// minutes after its start. A value: the worker of a pod counts each restart, the plan reads.
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

    /// <summary>Counts a restart that follows an end.</summary>
    public CrashBackoff Counted(string key, DateTimeOffset ended, DateTimeOffset restarted)
    {
        var next = Entries.TryGetValue(key, out var entry) && !Expired(entry, ended)
            ? TimeSpan.FromTicks(Math.Min(entry.Delay.Ticks * 2, Longest.Ticks))
            : First;
        return this with { Entries = Entries.SetItem(key, new Entry(next, restarted)) };
    }

    private static bool Expired(Entry entry, DateTimeOffset ended) => ended - entry.RestartedAt > Longest * 2;

    private sealed record Entry(TimeSpan Delay, DateTimeOffset RestartedAt);
}
