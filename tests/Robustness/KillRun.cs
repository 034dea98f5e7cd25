using System.Diagnostics;
using System.Net;

namespace Timonier.Robustness.Tests;

/// <summary>
/// Life after life of one server: clients write and watch, it is killed at a random moment, and what it says after
/// its next start is compared with what the clients were told.
/// </summary>
/// <param name="settles">What is not there when the server starts again never comes: nothing but the server could have been about to write it.</param>
internal sealed class KillRun(KilledServer server, Random chance, bool settles)
{
    private const int Writers = 12, Followers = 4, LongestLifeMilliseconds = 1000;
    private const string Marker = "marker";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Writer[] writers = [.. Enumerable.Range(0, Writers).Select(number => new Writer(number, new Random(chance.Next())))];
    private Follower[] followers = [];

    public long Acknowledged { get; private set; }

    public long Watched { get; private set; }

    /// <summary>Writes whose answer did not come, and which took effect.</summary>
    public long Unheard { get; private set; }

    /// <summary>Writes whose answer did not come, and of which nothing has been seen.</summary>
    public int Unknown => writers.Sum(writer => writer.Doubts.Count);

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
            writer.Acknowledged.Clear();
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

    /// <summary>Returns when the writers have come on by as many writes as there are writers, twice.</summary>
    public async Task ComeOnAsync()
    {
        var since = Stopwatch.StartNew();
        var enough = Told() + (2 * Writers);
        while (Told() < enough)
        {
            since.Elapsed.ShouldBeLessThan(Patience, "nothing is written any more");
            await Task.Delay(5);
        }

        int Told() => writers.Sum(writer => writer.Acknowledged.Count);
    }

    private void CheckState(Dictionary<string, SeenChange> maps, long revision)
    {
        foreach (var writer in writers)
        {
            maps.Values.Where(map => writer.Owns(map.Name) && !writer.Doubts.ContainsKey(map.Name)).OrderBy(map => map.Name)
                .ShouldBe(writer.Standing.Values.OrderBy(map => map.Name));
            foreach (var (name, doubt) in writer.Doubts)
                doubt.Allows(maps.GetValueOrDefault(name)).ShouldBeTrue($"{doubt} was asked for, {maps.GetValueOrDefault(name)} stands");
            foreach (var write in writer.Acknowledged)
                write.Revision.ShouldBeLessThanOrEqualTo(revision, "the revision went back");
        }

        foreach (var follower in followers)
            follower.Last.ShouldBeLessThanOrEqualTo(revision, "a watcher saw what is not there");
    }

    private static async Task<long> MarkAsync(ClusterHttp http, bool exists)
    {
        var body = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{Marker}}}"},"data":{"v":"{{{Stopwatch.GetTimestamp()}}}"}}""";
        var (code, made) = exists
            ? await http.SendAsync(HttpMethod.Put, $"{ClusterHttp.ConfigMaps}/{Marker}", body)
            : await http.SendAsync(HttpMethod.Post, ClusterHttp.ConfigMaps, body);
        code.ShouldBe(exists ? HttpStatusCode.OK : HttpStatusCode.Created, made.ToString());
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

    /// <summary>The events of a writer's objects are its acknowledged writes in their order, and each one in doubt at most once, at any time.</summary>
    private void CheckWrites(Writer writer, List<SeenChange> events)
    {
        var acknowledged = new Queue<SeenChange>(writer.Acknowledged);
        foreach (var change in events)
        {
            if (acknowledged.TryPeek(out var told) && change with { Revision = told.Revision == 0 ? 0 : change.Revision } == told)
            {
                acknowledged.Dequeue();
                continue;
            }

            (writer.Doubts.TryGetValue(change.Name, out var doubt) && doubt.IsDone(change))
                .ShouldBeTrue($"{change} was seen, {told} was acknowledged next, {doubt} was asked for and had no answer");
            writer.Settle(change);
            Unheard++;
        }

        acknowledged.ShouldBeEmpty("a watcher misses acknowledged writes");
        if (settles)
            writer.GiveUpDoubts();
    }
}
