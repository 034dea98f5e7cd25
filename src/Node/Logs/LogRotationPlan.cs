using System.Globalization;

namespace Timonier.Node.Logs;

/// <summary>What to do with the files of one log: which to delete, and what to call the one that is full.</summary>
public sealed record LogRotationPlan(string Path, string RotatedPath, IReadOnlyList<string> Deletions)
{
    /// <summary>Null while the log is within its limit.</summary>
    /// <param name="path">The log that the runtime writes to, for example web/0.log.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="beside">The files of its directory, in any order; foreign ones are left alone.</param>
    /// <param name="limits">Upstream's are 10 MiB and 5 files, the one being written among them.</param>
    public static LogRotationPlan? For(string path, long size, IEnumerable<string> beside, LogLimits limits, DateTimeOffset now)
    {
        if (size < limits.MaxBytes) return null;
        var rotated = beside.Where(f => IsRotated(path, f)).Order(StringComparer.Ordinal).ToList();
        // Two rotations in one second must not overwrite each other.
        var name = Name(path, now);
        while (rotated.Contains(name, StringComparer.Ordinal)) name = Name(path, now = now.AddSeconds(1));
        // The full file and the new one also count; names sort by their time.
        var surplus = rotated.Count - Math.Max(0, limits.MaxFiles - 2);
        return new(path, name, [.. rotated.Take(Math.Max(0, surplus))]);
    }

    private static string Name(string path, DateTimeOffset now) => path + now.ToUniversalTime().ToString("'.'yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture);

    public static bool IsRotated(string path, string file) =>
        file.Length == path.Length + ".20060102-150405".Length && file.StartsWith(path, StringComparison.Ordinal)
        && DateTime.TryParseExact(file.AsSpan(path.Length), "'.'yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
