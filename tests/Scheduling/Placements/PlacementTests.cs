using Timonier.Scheduling.Configuration;
using Timonier.Scheduling.Decisions;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Tests;

/// <summary>
/// Where pods go, as tables in <c>*.cases</c>. Right of the arrow: "fits A B" are the nodes that pass all filters,
/// "best A" the nodes that score highest, "none: TEXT" the message of the condition, "preempts A: X Y" who must go,
/// "score A 87, B 12" what one plugin gives.
/// </summary>
public sealed class PlacementTests
{
    public static TheoryData<string, int> Lines
    {
        get
        {
            var lines = new TheoryData<string, int>();
            foreach (var one in All.Value) lines.Add(one.File, one.Line);
            return lines;
        }
    }

    private static readonly Lazy<List<PlacementCase>> All =
        new(() => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Placements"), "*.cases").Order(StringComparer.Ordinal).SelectMany(PlacementCase.ListOf)]);

    [Theory]
    [MemberData(nameof(Lines))]
    public void Pod_InItsWorld_GoesWhereUpstreamPutsIt(string file, int line)
    {
        var one = All.Value.Single(c => c.File == file && c.Line == line);
        var world = Built(one.World);
        var pod = PlacementWorld.Pod("incoming", PlacementWorld.Read(one.Pod));
        world.Cluster.Nominated.Put(pod, pod.Pod.Status["nominatedNodeName"u8].AsString());
        var (word, rest) = one.Wanted.Split([' ', ':'], 2) is [var w, var r] ? (w, r.Trim()) : (one.Wanted, "");
        (word switch
        {
            "fits" => Fitting(world, pod),
            "best" => Best(world, pod),
            "none" => Refused(world, pod),
            "preempts" => Preempted(world, pod),
            "score" => Scored(world, pod, rest),
            _ => throw new InvalidOperationException($"{one}: '{word}' is no expectation"),
        }).ShouldBe(rest, one.ToString());
    }

    [Fact]
    public void Placements_AreManyAndNoneTwice()
    {
        All.Value.Count.ShouldBeGreaterThanOrEqualTo(500);
        All.Value.GroupBy(c => (string.Join('\n', c.World), c.Pod)).Where(g => g.Select(c => string.Join(' ', c.Wanted.Split(' ').Take(2))).Distinct().Count() < g.Count()).Select(g => g.First().ToString()).ShouldBeEmpty();
    }

    private static PlacementWorld Built(IReadOnlyList<string> lines)
    {
        var world = new PlacementWorld();
        foreach (var line in lines)
        {
            var head = line.IndexOf('{', StringComparison.Ordinal) is >= 0 and var brace ? line[..brace] : line;
            var says = PlacementWorld.Read(line[head.Length..]);
            switch (head.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                case ["node", var name]:
                    world.AddNode(name, says);
                    break;
                case ["pod", var name, "on", var node]:
                    world.Place(name, node, says);
                    break;
                case ["promised", var name, "on", var node]:
                    world.Cluster.Nominated.Put(PlacementWorld.Pod(name, says), node);
                    break;
                case ["object", var resource]:
                    world.AddObject(resource, says);
                    break;
                case ["profile"]:
                    var config = SchedulerConfigReader.Read(new Documents.DraftObject { ["profiles"] = new Documents.DraftArray([says]) });
                    world.Profile = ProfileBuilder.Build(config.Profiles[0], config);
                    break;
                default:
                    throw new InvalidOperationException($"'{line}' describes nothing");
            }
        }
        return world;
    }

    private static string Fitting(PlacementWorld world, PodRequest pod) =>
        Names(SchedulingPlan.Find(pod, world.Profile, world.Cluster, 0).Fitting);

    private static string Best(PlacementWorld world, PodRequest pod)
    {
        var search = SchedulingPlan.Find(pod, world.Profile, world.Cluster, 0);
        return search.Fitting.Count == 0 ? "" : Names(Enumerable.Range(0, 32).Select(i => SchedulingPlan.Choose(search, world.Profile, world.Cluster, i / 32.0)));
    }

    private static string Refused(PlacementWorld world, PodRequest pod) => SchedulingPlan.Compute(pod, world.Profile, world.Cluster, 0, 0).Message;

    private static string Preempted(PlacementWorld world, PodRequest pod) =>
        SchedulingPlan.Compute(pod, world.Profile, world.Cluster, 0, 0).Rescue is { } rescue ? $"{rescue.Node}: {string.Join(' ', rescue.Victims.Select(v => v.Name))}" : "nobody";

    /// <summary>By the plugin that is named first.</summary>
    private static string Scored(PlacementWorld world, PodRequest pod, string wanted)
    {
        var name = wanted.Split(' ')[0];
        var plugin = world.Profile.Scores.Single(s => s.Plugin.Name == name).Plugin;
        var fitting = SchedulingPlan.Find(pod, world.Profile, world.Cluster, 0).Fitting;
        if (plugin.Rate(pod, world.Cluster, fitting) is not { } score) return $"{name} all alike";
        var scores = fitting.Select(score.Of).ToArray();
        score.Normalize(scores);
        return $"{name} {string.Join(", ", fitting.Select((row, i) => $"{row.Name} {scores[i]}"))}";
    }

    private static string Names(IEnumerable<NodeRow> rows) => string.Join(' ', rows.Select(r => r.Name).Distinct().Order(StringComparer.Ordinal));
}
