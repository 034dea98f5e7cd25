using System.Runtime.InteropServices;

namespace Timonier.Node.Machines;

/// <summary>What the machine says of itself and does not change while it runs.</summary>
public sealed record MachineFacts
{
    public string MachineId { get; init; } = "";
    public string SystemUuid { get; init; } = "";
    public string BootId { get; init; } = "";
    public string KernelVersion { get; init; } = "";
    public string OsImage { get; init; } = "";
    public string Architecture { get; init; } = "amd64";
    public int CpuCores { get; init; }
    public long MemoryBytes { get; init; }
    public long DiskBytes { get; init; }

    /// <summary>Bytes reserved for huge pages, by the resource's name, for example hugepages-2Mi.</summary>
    public IReadOnlyDictionary<string, long> HugePages { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    public static MachineFacts Read(string dataDirectory) => new()
    {
        MachineId = FirstText("/etc/machine-id", "/var/lib/dbus/machine-id"),
        SystemUuid = FirstText("/sys/class/dmi/id/product_uuid", "/etc/machine-id"),
        BootId = FirstText("/proc/sys/kernel/random/boot_id"),
        KernelVersion = FirstText("/proc/sys/kernel/osrelease"),
        OsImage = OsName(),
        Architecture = RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64",
        CpuCores = Environment.ProcessorCount,
        MemoryBytes = MemoryInfo.Read().Total,
        DiskBytes = DiskInfo.Of(dataDirectory).Total,
        HugePages = ReadHugePages(),
    };

    private static string FirstText(params string[] paths)
    {
        foreach (var path in paths)
        {
            try
            {
                if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } text) return text;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A machine that hides this file has another name for itself, or none.
            }
        }
        return "";
    }

    private static string OsName()
    {
        const string Key = "PRETTY_NAME=";
        if (!File.Exists("/etc/os-release")) return "Linux";
        var line = File.ReadLines("/etc/os-release").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal));
        return line is null ? "Linux" : line[Key.Length..].Trim('"');
    }

    private static Dictionary<string, long> ReadHugePages()
    {
        const string Root = "/sys/kernel/mm/hugepages";
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        if (!Directory.Exists(Root)) return found;
        foreach (var folder in Directory.EnumerateDirectories(Root, "hugepages-*kB"))
        {
            var kilobytes = long.Parse(Path.GetFileName(folder)["hugepages-".Length..^2]);
            var count = long.TryParse(FirstText(Path.Combine(folder, "nr_hugepages")), out var pages) ? pages : 0;
            found[$"hugepages-{SizeName(kilobytes)}"] = count * kilobytes * 1024;
        }
        return found;
    }

    private static string SizeName(long kilobytes) => kilobytes switch
    {
        >= 1024 * 1024 => $"{kilobytes / (1024 * 1024)}Gi",
        >= 1024 => $"{kilobytes / 1024}Mi",
        _ => $"{kilobytes}Ki",
    };
}
