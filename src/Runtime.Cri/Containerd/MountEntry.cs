namespace Timonier.Runtime.Cri;

/// <summary>One line of the kernel's mount table.</summary>
internal sealed record MountEntry(string Path, bool IsShared, string FileSystem)
{
    public static IReadOnlyList<MountEntry> All() => [.. File.ReadLines("/proc/self/mountinfo").Select(Parse)];

    // 36 35 98:0 /root /mount/point options [optional fields] - type source options
    internal static MountEntry Parse(string line)
    {
        var fields = line.Split(' ');
        var dash = Array.IndexOf(fields, "-");
        var shared = fields[6..dash].Any(field => field.StartsWith("shared:", StringComparison.Ordinal));
        return new(Unescape(fields[4]), shared, fields[dash + 1]);
    }

    private static string Unescape(string path) => path.Replace("\\040", " ").Replace("\\011", "\t").Replace("\\012", "\n").Replace("\\134", "\\");
}
