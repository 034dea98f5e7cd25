using System.Globalization;

namespace Timonier.Runtime.Cri;

/// <summary>What this host has and allows, asked without changing anything.</summary>
internal static class HostProbe
{
    private const int SysResource = 24;
    private static readonly string[] folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Concat(folders).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public static bool HasAppArmor() => File.Exists("/sys/module/apparmor/parameters/enabled") && File.ReadAllText("/sys/module/apparmor/parameters/enabled").StartsWith('Y');

    /// <summary>Overlays cannot lie on an overlay (a container's own root); copies can lie anywhere.</summary>
    public static string Snapshotter(string directory)
    {
        var known = File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\toverlay", StringComparison.Ordinal)) || Directory.Exists("/sys/module/overlay");
        var below = MountEntry.All().Where(mount => IsUnder(Path.GetFullPath(directory), mount.Path)).MaxBy(mount => mount.Path.Length);
        return known && below?.FileSystem != "overlay" ? "overlayfs" : "native";
    }

    /// <summary>Without CAP_SYS_RESOURCE a process can lower no score below its own.</summary>
    public static long LeastOomScoreAdjust()
    {
        const long lowest = -1000;
        if (!File.Exists("/proc/self/status")) return lowest;
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        var capabilities = ulong.Parse(line.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (capabilities & (1UL << SysResource)) != 0 ? lowest : long.Parse(File.ReadAllText("/proc/self/oom_score_adj"), CultureInfo.InvariantCulture);
    }

    public static bool IsUnder(string path, string folder) => path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);
}
