namespace Timonier.Node.Machines;

/// <summary>Memory of the machine, in bytes.</summary>
internal sealed record MemoryInfo(long Total, long Available)
{
    public static MemoryInfo Read()
    {
        long total = 0, available = 0;
        foreach (var line in File.ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal)) total = Kilobytes(line) * 1024;
            else if (line.StartsWith("MemAvailable:", StringComparison.Ordinal)) available = Kilobytes(line) * 1024;
        }
        return new MemoryInfo(total, available);
    }

    private static long Kilobytes(string line) => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
