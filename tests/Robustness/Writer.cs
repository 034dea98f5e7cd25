using System.Net;

namespace Timonier.Robustness.Tests;

/// <summary>
/// One client with a few ConfigMaps of its own, which it creates, replaces and deletes one after the other, for ever. A
/// name whose write went without an answer is left alone from then on, until it is known what became of it.
/// </summary>
internal sealed class Writer(int number, Random chance)
{
    private const int Names = 4;

    private readonly Dictionary<string, SeenChange> standing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Doubt> doubts = new(StringComparer.Ordinal);
    private readonly List<string> names = [.. Enumerable.Range(0, Names).Select(n => $"w{number}-{n}")];
    private int written, named = Names;

    /// <summary>Every write that was acknowledged since the last check, in order.</summary>
    public List<SeenChange> Acknowledged { get; } = [];

    /// <summary>The objects whose state is known for certain.</summary>
    public IReadOnlyDictionary<string, SeenChange> Standing => standing;

    /// <summary>By name, the writes of which it is not known whether they took effect.</summary>
    public IReadOnlyDictionary<string, Doubt> Doubts => doubts;

    public bool Owns(string name) => name.StartsWith($"w{number}-", StringComparison.Ordinal);

    /// <summary>The write in doubt has been seen to take effect, as the one event there can be of it.</summary>
    public void Settle(SeenChange happened)
    {
        doubts.Remove(happened.Name);
        names.Add(happened.Name);
        if (happened.Value is not null)
            standing.Add(happened.Name, happened);
    }

    /// <summary>What is still in doubt has not happened and never will: its store died with the server.</summary>
    public void GiveUpDoubts()
    {
        foreach (var (name, doubt) in doubts)
        {
            names.Add(name);
            if (doubt.Before is not null)
                standing.Add(name, doubt.Before);
        }

        doubts.Clear();
    }

    /// <summary>Writes until the server dies.</summary>
    public async Task RunAsync(ClusterHttp http)
    {
        try
        {
            while (true)
                await WriteAsync(http, names[chance.Next(names.Count)]);
        }
        catch (Exception died) when (ClusterHttp.IsDeath(died))
        {
            // Whether the last write counts, a later life says.
        }
    }

    private async Task WriteAsync(ClusterHttp http, string name)
    {
        // 1. In doubt from the moment at which it is asked for.
        standing.Remove(name, out var known);
        var deletes = known is not null && chance.Next(4) == 0;
        var asked = new SeenChange(name, deletes ? null : $"{number}.{++written}", 0);
        doubts.Add(name, new Doubt(known, asked));
        names.Remove(name);
        if (names.Count < Names)
            names.Add($"w{number}-{named++}");

        // 2. The server may say that its store is away: then it remains in doubt.
        var (code, body) = deletes ? await http.SendAsync(HttpMethod.Delete, $"{ClusterHttp.ConfigMaps}/{name}")
            : known is null ? await http.SendAsync(HttpMethod.Post, ClusterHttp.ConfigMaps, Body(asked, ""))
            : await http.SendAsync(HttpMethod.Put, $"{ClusterHttp.ConfigMaps}/{name}", Body(asked, $",\"resourceVersion\":\"{known.Revision}\""));
        if (code == HttpStatusCode.ServiceUnavailable)
            return;

        // 3. Any other answer than done is wrong: nobody else writes this name.
        code.ShouldBe(known is null ? HttpStatusCode.Created : HttpStatusCode.OK, body.ToString());
        var done = deletes ? asked : SeenChange.OfObject(body);
        done.Value.ShouldBe(asked.Value);
        Acknowledged.Add(done);
        Settle(done);
    }

    private static string Body(SeenChange asked, string revision) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{asked.Name}}}"{{{revision}}}},"data":{"v":"{{{asked.Value}}}","fill":"{{{new string('x', 500)}}}"}}""";
}
