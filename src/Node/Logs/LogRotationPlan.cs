using System.Globalization;

namespace Timonier.Node.Logs;

/// <summary>What to do with the files of one log: which to delete, which to pack, and what to call the one that is full.</summary>
public sealed record LogRotationPlan(string Path, string RotatedPath, IReadOnlyList<string> Deletions, IReadOnlyList<string> Compressions)
{
    /// <summary>Null while the log is within its limit.</summary>
    /// <param name="path">The log that the runtime writes to, for example web/0.log.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="beside">The files of its directory, in any order; foreign ones are left alone.</param>
    /// <param name="limits">Upstream's are 10 MiB and 5 files, the one being written among them.</param>
    public static LogRotationPlan? For(string path, long size, IEnumerable<string> beside, LogLimits limits, DateTimeOffset now)
    {
        if (size < limits.MaxBytes) return null;
        var files = beside.Where(f => IsRotated(path, f)).ToHashSet(StringComparer.Ordinal);
        // Left by an agent that died while it packed: halves of packed files, and files whose packed form is whole.
        var remains = files.Where(f => f.EndsWith(LogCompression.Unfinished, StringComparison.Ordinal) || files.Contains(f + LogCompression.Suffix)).ToList();
        var rotated = files.Except(remains, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        // Two rotations in one second must not overwrite each other.
        var name = Name(path, now);
        while (files.Contains(name) || files.Contains(name + LogCompression.Suffix)) name = Name(path, now = now.AddSeconds(1));
        // The full file and the new one also count; names sort by their time.
        var surplus = Math.Max(0, rotated.Count - Math.Max(0, limits.MaxFiles - 2));
        return new(path, name, [.. remains, .. rotated.Take(surplus)], [.. rotated.Skip(surplus).Where(f => !f.EndsWith(LogCompression.Suffix, StringComparison.Ordinal))]);
    }

    private static string Name(string path, DateTimeOffset now) => path + now.ToUniversalTime().ToString("'.'yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture);

    /// <summary>Whether a file is what was once this log, packed or not.</summary>
    public static bool IsRotated(string path, string file)
    {
        var stamped = path.Length + ".20060102-150405".Length;
        return file.Length >= stamped && file.StartsWith(path, StringComparison.Ordinal)
            && file[stamped..] is "" or LogCompression.Suffix or LogCompression.Unfinished
            && DateTime.TryParseExact(file.AsSpan(path.Length, stamped - path.Length), "'.'yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }
}
