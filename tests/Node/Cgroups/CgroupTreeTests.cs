using Timonier.Node.Cgroups;

namespace Timonier.Node.Tests.Cgroups;

/// <summary>What is written, on folders that stand for the kernel's.</summary>
public sealed class CgroupTreeTests : IDisposable
{
    private static readonly CgroupLimits Limits = new(1024, 50_000, 64 << 20, 100, new Dictionary<string, long> { ["hugepages-2Mi"] = 4 << 20 });
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("timonier-cgroups-");

    private string Root => folder.FullName;

    [Fact]
    public void UnifiedTree_HandsControllersDownAndLimitsTheGroup()
    {
        PageSizes("own/pod1", "max");
        Unified().Ensure("/own/pod1", Limits);
        foreach (var above in (string[])["", "own"]) Read(above, "cgroup.subtree_control").ShouldBe("+cpu +memory +pids +hugetlb");
        File.Exists(Path.Combine(Root, "own/pod1/cgroup.subtree_control")).ShouldBeFalse();
        Read("own/pod1", "cpu.weight").ShouldBe("39");
        Read("own/pod1", "cpu.max").ShouldBe("50000 100000");
        Read("own/pod1", "memory.max").ShouldBe("67108864");
        Read("own/pod1", "pids.max").ShouldBe("100");
        Read("own/pod1", "hugetlb.2MB.max").ShouldBe("4194304");
        Read("own/pod1", "hugetlb.1GB.max").ShouldBe("0");
    }

    [Theory]
    [InlineData(2, "1")]
    [InlineData(262_144, "10000")]
    public void UnifiedTree_WithoutLimits_SaysMax(long shares, string weight)
    {
        Unified().Ensure("/pod1", new(shares));
        Read("pod1", "cpu.weight").ShouldBe(weight);
        Read("pod1", "cpu.max").ShouldBe("max 100000");
        Read("pod1", "memory.max").ShouldBe("max");
        Read("pod1", "pids.max").ShouldBe("max");
    }

    [Fact]
    public void TreesForEachController_AreLimitedEachInItsWords()
    {
        PageSizes("hugetlb/own/pod1", "limit_in_bytes");
        var tree = Separate();
        tree.Ensure("/own/pod1", Limits);
        Read("cpu/own/pod1", "cpu.shares").ShouldBe("1024");
        Read("cpu/own/pod1", "cpu.cfs_period_us").ShouldBe("100000");
        Read("cpu/own/pod1", "cpu.cfs_quota_us").ShouldBe("50000");
        Read("memory/own/pod1", "memory.limit_in_bytes").ShouldBe("67108864");
        Read("pids/own/pod1", "pids.max").ShouldBe("100");
        Read("hugetlb/own/pod1", "hugetlb.2MB.limit_in_bytes").ShouldBe("4194304");
        tree.Ensure("/own/pod1", new(2));
        Read("cpu/own/pod1", "cpu.cfs_quota_us").ShouldBe("-1");
        Read("memory/own/pod1", "memory.limit_in_bytes").ShouldBe("-1");
    }

    [Fact]
    public void RefusedController_IsTold_AndTheOthersAreLimited()
    {
        // A file stands where the group's folder should be.
        Directory.CreateDirectory(Path.Combine(Root, "memory"));
        File.WriteAllText(Path.Combine(Root, "memory", "own"), "");
        Should.Throw<IOException>(() => Separate().Ensure("/own", Limits)).Message.ShouldContain("memory/own");
        Read("pids/own", "pids.max").ShouldBe("100");
    }

    [Fact]
    public void Removal_TakesTheGroupFromAllTrees_AndNothingBesideIt()
    {
        foreach (var group in (string[])["cpu/own/pod1/c1", "freezer/own/pod1", "cpu/own/pod2"]) Directory.CreateDirectory(Path.Combine(Root, group));
        var tree = Separate();
        tree.Below("/own").ShouldBe(["pod1", "pod2"], ignoreOrder: true);
        tree.Remove("/own/pod1");
        tree.Below("/own").ShouldBe(["pod2"]);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private CgroupTree Unified() => new(CgroupMounts.Parse([$"30 20 0:26 / {Root} rw - cgroup2 cgroup2 rw"], _ => "cpu memory pids hugetlb io"));

    private CgroupTree Separate() => new(CgroupMounts.Parse(
        ((string[])["cpu", "memory", "pids", "hugetlb", "freezer"]).Select(c => $"30 20 0:26 / {Root}/{c} rw - cgroup cgroup rw,{c}"), _ => ""));

    private void PageSizes(string group, string suffix)
    {
        Directory.CreateDirectory(Path.Combine(Root, group));
        foreach (var size in (string[])["2MB", "1GB"]) File.WriteAllText(Path.Combine(Root, group, $"hugetlb.{size}.{suffix}"), "");
    }

    private string Read(string group, string file) => File.ReadAllText(Path.Combine(Root, group, file));
}
