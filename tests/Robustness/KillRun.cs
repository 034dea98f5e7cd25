using System.Diagnostics;

namespace Timonier.Robustness.Tests;

/// <summary>
/// Life after life of one server: clients write and watch, it is killed at a random moment, and what it says after
/// its next start is compared with what the clients were told.
/// </summary>
internal sealed class KillRun(KilledServer server, Random chance)
{
    private const int Writers = 12, Followers = 4, LongestLifeMilliseconds = 1000;
    private const string Marker = "marker";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Writer[] writers = [.. Enumerable.Range(0, Writers).Select(number => new Writer(number, new Random(chance.Next())))];
    private Follower[] followers = [];

    public long Acknowledged { get; private set; }

    public long Watched { get; private set; }

    /// <summary>Writes that were under way at a kill, and were there afterwards.</summary>
    public long Unheard { get; private set; }

    /// <param name="meanwhile">What happens to others while the clients are at work.</param>
    public async Task LiveAndDieAsync(bool die = true, Func<Task>? meanwhile = null)
    {
        using var http = await server.StartAsync();

        // 1. What stands now, against what the writers were told.
        var (_, list) = await http.SendAsync(HttpMethod.Get, ClusterHttp.ConfigMaps);
        var revision = SeenChange.RevisionOf(list.GetProperty("metadata"));
        var maps = list.GetProperty("items").EnumerateArray().Select(SeenChange.OfObject).ToDictionary(map => map.Name);
        CheckState(maps, revision);
        followers = followers.Length > 0 ? followers : [.. Enumerable.Range(0, Followers).Select(_ => new Follower(revision))];

        // 2. What was watched, up to a write of now, against what was acknowledged.
        var running = followers.Select(follower => follower.RunAsync(http)).ToList();
        var marked = await MarkAsync(http, maps.ContainsKey(Marker));
        await CheckEventsAsync(running, marked);

        // 3. On, and dead.
        foreach (var writer in writers)
            writer.GoOnFrom(maps.Values);
        if (die)
        {
            running.AddRange(writers.Select(writer => writer.RunAsync(http)));
            if (meanwhile is not null)
                await meanwhile();
            await Task.Delay(1 + chance.Next(LongestLifeMilliseconds));
        }

        await server.KillAsync();
        await Task.WhenAll(running);
        Acknowledged += writers.Sum(writer => writer.Acknowledged.Count);
    }

    private void CheckState(Dictionary<string, SeenChange> maps, long revision)
    {
        foreach (var writer in writers)
        {
            var known = new Dictionary<string, SeenChange>(writer.Standing);
            if (writer.InDoubt is { } doubt && maps.GetValueOrDefault(doubt.Name)?.Value == doubt.Value)
            {
                // It took effect, though nobody was told.
                Unheard++;
                known.Remove(doubt.Name);
                if (doubt.Value is not null)
                    known.Add(doubt.Name, maps[doubt.Name]);
            }

            maps.Values.Where(map => writer.Owns(map.Name)).OrderBy(map => map.Name).ShouldBe(known.Values.OrderBy(map => map.Name));
            foreach (var write in writer.Acknowledged)
                write.Revision.ShouldBeLessThanOrEqualTo(revision, "the revision went back");
        }

        foreach (var follower in followers)
            follower.Last.ShouldBeLessThanOrEqualTo(revision, "a watcher saw what is not there");
    }

    private static async Task<long> MarkAsync(ClusterHttp http, bool exists)
    {
        var body = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{Marker}}}"},"data":{"v":"{{{Stopwatch.GetTimestamp()}}}"}}""";
        var (_, made) = exists
            ? await http.SendAsync(HttpMethod.Put, $"{ClusterHttp.ConfigMaps}/{Marker}", body)
            : await http.SendAsync(HttpMethod.Post, ClusterHttp.ConfigMaps, body);
        return SeenChange.OfObject(made).Revision;
    }

    private async Task CheckEventsAsync(List<Task> running, long marked)
    {
        var since = Stopwatch.StartNew();
        while (followers.Any(follower => follower.Last < marked))
        {
            // A watch that has ended in a failure says more than the wait for it.
            foreach (var watch in running.Where(watch => watch.IsFaulted))
                await watch;
            since.Elapsed.ShouldBeLessThan(Patience, "a watcher misses events");
            await Task.Delay(5);
        }

        var sequences = followers.Select(follower => follower.Take(marked)).ToArray();
        foreach (var sequence in sequences.Skip(1))
            sequence.ShouldBe(sequences[0], "two watchers saw different histories");
        Watched += sequences.Sum(sequence => sequence.Count);
        foreach (var writer in writers)
            CheckWrites(writer, [.. sequences[0].Where(change => writer.Owns(change.Name))]);
    }

    /// <summary>The events of a writer's objects are its acknowledged writes in their order, and the one in doubt at most.</summary>
    private static void CheckWrites(Writer writer, List<SeenChange> events)
    {
        var count = writer.Acknowledged.Count;
        events.Count.ShouldBeInRange(count, count + (writer.InDoubt is null ? 0 : 1));
        for (var n = 0; n < count; n++)
            (writer.Acknowledged[n].Value is null ? events[n] with { Revision = 0 } : events[n]).ShouldBe(writer.Acknowledged[n]);
        if (events.Count > count)
            (events[count] with { Revision = 0 }).ShouldBe(writer.InDoubt);
    }
}
