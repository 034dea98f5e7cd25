using System.Globalization;
using System.Runtime.InteropServices;

namespace Timonier.Node.Cgroups;

/// <summary>Makes, limits and removes control groups by their paths, which begin with a slash, in all trees at once.</summary>
public sealed partial class CgroupTree(CgroupMounts mounts)
{
    private const long Period = Containers.ContainerLimits.Period;

    /// <summary>Makes the group, with those above it, and sets its limits. Controllers that are not there limit nothing.</summary>
    /// <exception cref="IOException">The kernel refused; what it took stands.</exception>
    public void Ensure(string group, CgroupLimits limits)
    {
        var refusals = new List<Exception>();
        if (mounts is { IsUnified: true, Controllers.Count: > 0 }) Try(() => Delegate(group), refusals);
        foreach (var (controller, root) in mounts.Controllers)
        {
            var folder = root + group;
            Try(() =>
            {
                Directory.CreateDirectory(folder);
                foreach (var (file, value) in Files(controller, folder, limits)) File.WriteAllText(Path.Combine(folder, file), value);
            }, refusals);
        }
        if (refusals.Count > 0) throw new IOException(string.Join("; ", refusals.Select(r => r.Message).Distinct(StringComparer.Ordinal)), refusals[0]);
    }

    /// <summary>Removes a group and those below it from all trees; the kernel keeps the ones that processes are in.</summary>
    public void Remove(string group)
    {
        foreach (var root in mounts.Roots)
            if (Directory.Exists(root + group)) RemoveFolder(root + group);
    }

    /// <summary>The names of the groups right below this one, in any tree.</summary>
    public IReadOnlyCollection<string> Below(string group) =>
        [.. mounts.Roots.Select(root => root + group).Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).Select(f => Path.GetFileName(f)).Distinct(StringComparer.Ordinal)];

    /// <summary>In the one tree a group has those controllers only that the one above it hands down.</summary>
    private void Delegate(string group)
    {
        var root = mounts.Controllers.Values.First();
        var handed = string.Join(' ', mounts.Controllers.Keys.Select(c => "+" + c));
        for (var slash = 0; slash >= 0; slash = group.IndexOf('/', slash + 1))
        {
            var above = root + group[..slash];
            Directory.CreateDirectory(above);
            File.WriteAllText(Path.Combine(above, "cgroup.subtree_control"), handed);
        }
    }

    private IEnumerable<(string File, string Value)> Files(string controller, string folder, CgroupLimits limits) => (controller, mounts.IsUnified) switch
    {
        ("cpu", false) => [("cpu.shares", Text(limits.CpuShares)), ("cpu.cfs_period_us", Text(Period)), ("cpu.cfs_quota_us", Text(limits.CpuQuota ?? -1))],
        ("cpu", true) => [("cpu.weight", Text(WeightOf(limits.CpuShares))), ("cpu.max", $"{OrMax(limits.CpuQuota)} {Text(Period)}")],
        ("memory", false) => [("memory.limit_in_bytes", Text(limits.Memory ?? -1))],
        ("memory", true) => [("memory.max", OrMax(limits.Memory))],
        ("pids", _) => [("pids.max", OrMax(limits.Pids))],
        ("hugetlb", false) => HugePages(folder, ".limit_in_bytes", limits),
        ("hugetlb", true) => HugePages(folder, ".max", limits),
        _ => [],
    };

    /// <summary>One file for each page size of this machine, such as hugetlb.2MB.max.</summary>
    private static IEnumerable<(string File, string Value)> HugePages(string folder, string suffix, CgroupLimits limits)
    {
        if (limits.HugePages is not { } pages) yield break;
        foreach (var file in Directory.GetFiles(folder, "hugetlb.*B" + suffix).Select(f => Path.GetFileName(f)))
        {
            var size = file["hugetlb.".Length..^(suffix.Length + 1)];
            yield return (file, Text(pages.GetValueOrDefault($"hugepages-{size}i")));
        }
    }

    /// <summary>Shares of 2 to 262144 on the scale of weights, 1 to 10000.</summary>
    private static long WeightOf(long shares) => 1 + (shares - CgroupLimits.LeastShares) * 9999 / 262_142;

    private static string OrMax(long? value) => value is { } limit ? Text(limit) : "max";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Try(Action write, List<Exception> refusals)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refusals.Add(e);
        }
    }

    private static void RemoveFolder(string folder)
    {
        foreach (var child in Directory.EnumerateDirectories(folder)) RemoveFolder(child);
        // A group is removed with the files that the kernel shows in it, so nothing is emptied first.
        Rmdir(folder);
    }

    [LibraryImport("libc", EntryPoint = "rmdir", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rmdir(string path);
}
