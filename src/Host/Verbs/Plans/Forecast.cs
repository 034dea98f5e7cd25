using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Testing;

namespace Timonier.Host.Verbs.Plans;

/// <summary>
/// What becomes of a cluster: a copy of it in memory, with the real admission, controllers and scheduler, lives on in
/// virtual time, first as it is and then with what is wanted. What differs in the end is what the manifests bring about.
/// </summary>
/// <param name="Warnings">What controllers and scheduler complained of afterwards and not before.</param>
/// <param name="IsAtRest">False when things were still changing after the time that was to be played.</param>
internal sealed record Forecast(
    IReadOnlyList<Document> Before, IReadOnlyList<Document> After, IReadOnlyList<Refusal> Refusals, IReadOnlyList<string> Warnings, TimeSpan Played, bool IsAtRest)
{
    private const int QuietRounds = 3;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(20);

    // They change in a cluster at rest too.
    private static readonly string[] Beating = ["Event", "Lease"];

    public static async Task<Forecast> MakeAsync(LiveObjects live, IReadOnlyList<DraftObject> wanted, string @namespace, TimeSpan most)
    {
        // Ids that no object of the copy has.
        var chance = new Random();
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Seed = chance.Next(), Objects = live.Objects, Nodes = 0, Start = TimeProvider.System.GetUtcNow(), Patience = most });
        await using var nodes = cluster.Run("timonier:stand-in-nodes", (client, stop) => new StandInNodes(client, cluster.Clock.Provider, new RandomIdSource(chance)).RunAsync(stop), "system:masters");
        await RestAsync(cluster, most);
        var before = await cluster.AllAsync();
        var complaints = await ComplaintsAsync(cluster);

        var refusals = new List<Refusal>();
        foreach (var one in wanted)
        {
            if (await ApplyAsync(cluster, one, @namespace) is { } no) refusals.Add(no);
        }
        var began = cluster.Clock.Now;
        var rests = await RestAsync(cluster, most);
        return new Forecast(before, await cluster.AllAsync(), refusals, [.. (await ComplaintsAsync(cluster)).Except(complaints)], cluster.Clock.Now - began, rests);
    }

    private static async Task<Refusal?> ApplyAsync(TestCluster cluster, DraftObject wanted, string @namespace)
    {
        var version = wanted.String("apiVersion").Split('/');
        var metadata = wanted.Object("metadata");
        var place = metadata.String("namespace") is { Length: > 0 } own ? own : @namespace;
        var target = $"{wanted.String("kind")}{(version.Length > 1 ? "." + version[0] : "")}/{metadata.String("name")}";
        try
        {
            // A kind that an earlier object defines is known when that one has been taken.
            var body = wanted.ToDocument().ToString();
            if (await FindAsync(cluster, target, place) is { } standing && LastApplied.Removal(standing, wanted) is { } removal)
                await cluster.PatchAsync(target, removal.ToDocument().ToString(), place);
            await cluster.ApplyAsync(body, place, DryRun.FieldManager);
            return null;
        }
        catch (ClusterRefusedException no)
        {
            return Refusal.Of(wanted, place, no.Status.Message);
        }
        catch (ArgumentException no)
        {
            return Refusal.Of(wanted, place, no.Message);
        }
    }

    private static async Task<Document?> FindAsync(TestCluster cluster, string target, string @namespace)
    {
        try
        {
            return await cluster.FindAsync(target, @namespace);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Lets time pass until nothing changes any more but what always does; false when it did not come to that.</summary>
    private static async Task<bool> RestAsync(TestCluster cluster, TimeSpan most)
    {
        var until = cluster.Clock.Now + most;
        var last = new HashSet<(string, string)>();
        for (var quiet = 0; quiet < QuietRounds;)
        {
            if (cluster.Clock.Now >= until) return false;
            await cluster.Clock.Advance(Round);
            var now = (await cluster.AllAsync()).Where(one => !Beating.Contains(one.Kind)).Select(one => (one.Uid, one.ResourceVersion)).ToHashSet();
            quiet = now.SetEquals(last) ? quiet + 1 : 0;
            last = now;
        }
        return true;
    }

    // Of pods that wait for a node the report tells by itself.
    private static async Task<HashSet<string>> ComplaintsAsync(TestCluster cluster) =>
        [.. (await cluster.EventsAsync("")).Where(told => told is { Type: "Warning", Reason: not "FailedScheduling" }).Select(told => $"{told.About}: {told.Reason}: {told.Message}")];
}
