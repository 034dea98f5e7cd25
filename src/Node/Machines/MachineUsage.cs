using System.Globalization;

namespace Timonier.Node.Machines;

/// <summary>What the whole machine has used: processor time since its start, memory that cannot be taken back at once.</summary>
public sealed record MachineUsage(ulong CpuNanoseconds, ulong WorkingSetBytes, ulong AvailableBytes)
{
    // The kernel counts in hundredths of a second towards programs, on every architecture.
    private const ulong NanosecondsPerTick = 10_000_000;

    public static MachineUsage Read() => Parse(File.ReadAllText("/proc/stat"), File.ReadAllText("/proc/meminfo"));

    public static MachineUsage Parse(string stat, string memory)
    {
        // cpu user nice system idle iowait irq softirq steal ...: waiting is not use.
        var first = stat.Split('\n', 2)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = 0UL;
        foreach (var column in (int[])[1, 2, 3, 6, 7, 8])
            if (column < first.Length) ticks += ulong.Parse(first[column], CultureInfo.InvariantCulture);
        var total = Kibibytes(memory, "MemTotal:");
        var available = Kibibytes(memory, "MemAvailable:");
        return new(ticks * NanosecondsPerTick, total > available ? total - available : 0, available);
    }

    private static ulong Kibibytes(string memory, string name)
    {
        foreach (var line in memory.Split('\n'))
            if (line.StartsWith(name, StringComparison.Ordinal))
                return ulong.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
        return 0;
    }
}
