using Timonier.Node.Cgroups;

namespace Timonier.Node.Tests.Cgroups;

public sealed class CgroupMountsTests
{
    private const string Unified = "30 20 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";

    [Fact]
    public void OneTree_HasTheControllersItLists()
    {
        var mounts = CgroupMounts.Parse(["20 1 8:1 / / rw - ext4 /dev/vda rw", Unified], _ => "cpuset cpu io memory pids\n");
        mounts.IsUnified.ShouldBeTrue();
        mounts.Controllers.Keys.ShouldBe(["cpu", "memory", "pids"]);
        mounts.Controllers.Values.Distinct().ShouldBe(["/sys/fs/cgroup"]);
    }

    [Fact]
    public void TreesForEachController_WinOverTheUnifiedOneBesideThem()
    {
        string[] mountinfo =
        [
            "31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
            "32 30 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
            "33 30 0:29 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd",
            "34 30 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
        ];
        var mounts = CgroupMounts.Parse(mountinfo, _ => throw new InvalidOperationException("Nobody asks the unified tree."));
        mounts.IsUnified.ShouldBeFalse();
        mounts.Controllers.ShouldBe(new Dictionary<string, string> { ["cpu"] = "/sys/fs/cgroup/cpu,cpuacct", ["memory"] = "/sys/fs/cgroup/memory" }, ignoreOrder: true);
        mounts.Roots.Count.ShouldBe(4);
    }

    [Fact]
    public void NoTree_LimitsNothing() => CgroupMounts.Parse(["20 1 8:1 / / rw - ext4 /dev/vda rw"], _ => "cpu").Controllers.ShouldBeEmpty();
}
