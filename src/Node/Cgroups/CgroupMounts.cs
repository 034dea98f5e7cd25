namespace Timonier.Node.Cgroups;

/// <summary>Where the kernel shows its control groups.</summary>
/// <param name="IsUnified">One tree with all controllers (version 2), not a tree for each (version 1).</param>
/// <param name="Controllers">The root of the tree that has a controller, by its name.</param>
/// <param name="Roots">The roots of all trees; runtimes make groups in every one.</param>
public sealed record CgroupMounts(bool IsUnified, IReadOnlyDictionary<string, string> Controllers, IReadOnlyList<string> Roots)
{
    private static readonly string[] Limiting = ["cpu", "memory", "pids", "hugetlb"];

    /// <summary>No groups: nothing is limited.</summary>
    public static CgroupMounts None { get; } = new(false, new Dictionary<string, string>(StringComparer.Ordinal), []);

    public static CgroupMounts Read() => Parse(File.ReadLines("/proc/self/mountinfo"), root => File.ReadAllText(Path.Combine(root, "cgroup.controllers")));

    /// <param name="mountinfo">Lines of the kernel's mount table.</param>
    /// <param name="controllersOf">What the root of a version 2 tree lists.</param>
    public static CgroupMounts Parse(IEnumerable<string> mountinfo, Func<string, string> controllersOf)
    {
        // 36 35 98:0 /root /mount/point options [optional fields] - type source options
        var controllers = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> roots = [];
        var unified = "";
        foreach (var fields in mountinfo.Select(line => line.Split(' ')))
        {
            var type = fields[Array.IndexOf(fields, "-") + 1];
            if (type is not ("cgroup" or "cgroup2")) continue;
            roots.Add(fields[4]);
            if (type == "cgroup2") unified = fields[4];
            else foreach (var controller in fields[^1].Split(',').Intersect(Limiting, StringComparer.Ordinal)) controllers.TryAdd(controller, fields[4]);
        }
        // Beside version 1 trees the unified one is there for the service manager and limits nothing.
        if (controllers.Count > 0 || unified.Length == 0) return new(false, controllers, roots);
        foreach (var controller in controllersOf(unified).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Intersect(Limiting, StringComparer.Ordinal)) controllers[controller] = unified;
        return new(true, controllers, roots);
    }
}
