using System.Diagnostics;

namespace Timonier.Shared.Bench;

/// <summary>Time, and processor time of this process or of another one, since the start of the meter.</summary>
public sealed class Meter
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Process? other;
    private readonly TimeSpan cpu;

    private Meter(Process? other)
    {
        this.other = other;
        cpu = Cpu;
    }

    public static Meter Start() => new(null);

    public static Meter Start(Process other) => new(other);

    public double Seconds => watch.Elapsed.TotalSeconds;

    public string CpuPer(long operations) => $"{(Cpu - cpu).TotalMicroseconds / operations:N1} us";

    private TimeSpan Cpu
    {
        get
        {
            if (other is null) return Environment.CpuUsage.TotalTime;
            other.Refresh();
            return other.TotalProcessorTime;
        }
    }
}
