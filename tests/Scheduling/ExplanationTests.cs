using Timonier.Scheduling.Explanations;

namespace Timonier.Scheduling.Tests;

public sealed class ExplanationTests
{
    [Theory]
    [InlineData("{requests: {cpu: \"2\"}}", Verdict.NotNow, "needs 500m more cpu on busy")]
    [InlineData("{requests: {cpu: \"5\"}}", Verdict.Never, "needs 5 cpu (it offers 4 in all) on busy")]
    [InlineData("{nodeSelector: {disk: ssd}}", Verdict.Never, "label busy with disk=ssd")]
    [InlineData("{requests: {cpu: \"3\"}, tolerations: [{operator: Exists}], nodeSelector: {kubernetes.io/hostname: gpu}}", Verdict.Fits, "")]
    [InlineData("{requests: {cpu: 100m}}", Verdict.Fits, "")]
    [InlineData("{schedulingGates: [{name: wait}]}", Verdict.Held, "")]
    public void Of_APod_TellsTheSmallestChange(string pod, Verdict verdict, string change)
    {
        var world = World();
        var told = Explanation.Of(PlacementWorld.Pod("web", PlacementWorld.Read(pod)), world.Profile, world.Cluster, "as it was told");
        told.Verdict.ShouldBe(verdict);
        (told.Nearest is null ? "" : string.Join("; ", told.Nearest.Changes.Order(StringComparer.Ordinal).Reverse())).ShouldBe(change);
    }

    [Fact]
    public void Of_ManyNodes_GroupsThoseWithTheSameObstacles()
    {
        var world = World();
        for (var i = 0; i < 20; i++) world.AddNode($"small-{i:00}", PlacementWorld.Read("{allocatable: {cpu: \"1\"}}"));
        var told = Explanation.Of(PlacementWorld.Pod("web", PlacementWorld.Read("{requests: {cpu: \"2\"}}")), world.Profile, world.Cluster, "");
        told.Groups.Select(g => (g.Count, string.Join(", ", g.Obstacles.Select(o => o.Plugin)), g.IsLasting)).ShouldBe(
            [(20, "NodeResourcesFit", true), (1, "NodeResourcesFit", false), (1, "TaintToleration", true)]);
        told.Groups[0].Examples.ShouldBe(["small-00", "small-01", "small-02", "small-03", "small-04"]);
        told.Verdict.ShouldBe(Verdict.NotNow);
        var document = told.ToDocument().Root;
        document["verdict"u8].AsString().ShouldBe("NotNow");
        document["nearest"u8]["changes"u8][0].AsString().ShouldBe("needs 500m more cpu on busy");
    }

    private static PlacementWorld World()
    {
        var world = new PlacementWorld();
        world.AddNode("busy", PlacementWorld.Read("{}"));
        world.Place("other", "busy", PlacementWorld.Read("{requests: {cpu: 2500m}}"));
        world.AddNode("gpu", PlacementWorld.Read("{taints: [{key: gpu, value: \"yes\", effect: NoSchedule}]}"));
        return world;
    }
}
