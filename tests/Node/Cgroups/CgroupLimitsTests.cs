using Timonier.Documents;
using Timonier.Node.Cgroups;
using Timonier.Node.Pods;

namespace Timonier.Node.Tests.Cgroups;

public sealed class CgroupLimitsTests
{
    [Fact]
    public void BestEffort_HasTheLeastShareAndNoLimit()
    {
        var limits = Of("""{"containers":[{"name":"a"}]}""");
        (limits.CpuShares, limits.CpuQuota, limits.Memory, limits.Pids).ShouldBe((2, null, null, null));
        limits.HugePages.ShouldNotBeNull().ShouldBeEmpty();
    }

    [Fact]
    public void Guaranteed_HasTheSumOfItsContainers_OrALargerInitContainer()
    {
        var limits = Of("""
            {"initContainers":[{"name":"i","resources":{"requests":{"cpu":"700m","memory":"10Mi"},"limits":{"cpu":"700m","memory":"10Mi"}}}],
             "containers":[
               {"name":"a","resources":{"requests":{"cpu":"100m","memory":"32Mi"},"limits":{"cpu":"100m","memory":"32Mi"}}},
               {"name":"b","resources":{"requests":{"cpu":"200m","memory":"32Mi"},"limits":{"cpu":"200m","memory":"32Mi"}}}]}
            """);
        (limits.CpuShares, limits.CpuQuota, limits.Memory).ShouldBe((716, 70_000, 64L << 20));
    }

    [Fact]
    public void Sidecars_CountBesideContainersAndLaterInitContainers()
    {
        var limits = Of("""
            {"initContainers":[
               {"name":"s","restartPolicy":"Always","resources":{"requests":{"cpu":"200m"},"limits":{"cpu":"200m","memory":"1Mi"}}},
               {"name":"i","resources":{"requests":{"cpu":"900m"},"limits":{"cpu":"900m","memory":"1Mi"}}}],
             "containers":[{"name":"a","resources":{"requests":{"cpu":"500m"},"limits":{"cpu":"500m","memory":"8Mi"}}}]}
            """);
        (limits.CpuShares, limits.CpuQuota, limits.Memory).ShouldBe((1126, 110_000, 9L << 20));
    }

    [Fact]
    public void OneContainerWithoutLimit_LeavesThePodWithoutIt()
    {
        var limits = Of("""
            {"containers":[
               {"name":"a","resources":{"requests":{"cpu":"1"},"limits":{"cpu":"2","memory":"32Mi"}}},
               {"name":"b","resources":{"limits":{"memory":"32Mi"}}}]}
            """);
        (limits.CpuShares, limits.CpuQuota, limits.Memory).ShouldBe((1024, null, 64L << 20));
    }

    [Fact]
    public void Overhead_AddsToRequestsAndToLimitsThatAreThere()
    {
        var limits = Of("""
            {"overhead":{"cpu":"250m","memory":"120Mi"},
             "containers":[{"name":"a","resources":{"requests":{"cpu":"1"},"limits":{"memory":"8Mi"}}}]}
            """);
        (limits.CpuShares, limits.CpuQuota, limits.Memory).ShouldBe((1280, null, 128L << 20));
    }

    [Fact]
    public void ThePodsOwnResources_StandBeforeTheSum()
    {
        var limits = Of("""
            {"resources":{"requests":{"cpu":"2"},"limits":{"cpu":"3","memory":"1Gi"}},
             "containers":[{"name":"a","resources":{"requests":{"cpu":"1"}}}]}
            """);
        (limits.CpuShares, limits.CpuQuota, limits.Memory).ShouldBe((2048, 300_000, 1L << 30));
    }

    [Fact]
    public void HugePagesAndPids_AreLimitedAsAsked()
    {
        var limits = Of("""{"containers":[{"name":"a","resources":{"limits":{"hugepages-2Mi":"4Mi","memory":"8Mi"}}},{"name":"b","resources":{"limits":{"hugepages-2Mi":"2Mi"}}}]}""", maxPids: 100);
        limits.HugePages.ShouldNotBeNull()["hugepages-2Mi"].ShouldBe(6L << 20);
        limits.Pids.ShouldBe(100);
    }

    private static CgroupLimits Of(string spec, long maxPids = -1) =>
        CgroupLimits.Of(new PodDefinition(Document.Parse($$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","uid":"u1"},"spec":{{spec}}}""")), maxPids);
}
