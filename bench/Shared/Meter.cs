using System.Diagnostics;

namespace Timonier.Shared.Bench;

/// <summary>Time and processor time of this process since the start of the meter.</summary>
public sealed class Meter
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly TimeSpan cpu = Environment.CpuUsage.TotalTime;

    public static Meter Start() => new();

    public double Seconds => watch.Elapsed.TotalSeconds;

    public string CpuPer(long operations) =>
        $"{(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / operations:N1} us";
}
