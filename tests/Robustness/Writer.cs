using System.Net;

namespace Timonier.Robustness.Tests;

/// <summary>One client with a few ConfigMaps of its own, which it creates, replaces and deletes one after the other, for ever.</summary>
internal sealed class Writer(int number, Random chance)
{
    private const int Names = 4;

    private readonly Dictionary<string, SeenChange> standing = new(StringComparer.Ordinal);
    private int written;

    /// <summary>Every write that was acknowledged since the last check, in order.</summary>
    public List<SeenChange> Acknowledged { get; } = [];

    /// <summary>The write that was under way when the server died; null when none was.</summary>
    public SeenChange? InDoubt { get; private set; }

    public IReadOnlyDictionary<string, SeenChange> Standing => standing;

    public bool Owns(string name) => name.StartsWith($"w{number}-", StringComparison.Ordinal);

    /// <summary>What the server says now of this writer's objects becomes what it goes on from.</summary>
    public void GoOnFrom(IEnumerable<SeenChange> found)
    {
        standing.Clear();
        foreach (var map in found.Where(map => Owns(map.Name)))
            standing.Add(map.Name, map);
        Acknowledged.Clear();
        InDoubt = null;
    }

    public async Task RunAsync(ClusterHttp http)
    {
        try
        {
            while (await WriteAsync(http, $"w{number}-{chance.Next(Names)}"))
            {
            }
        }
        catch (Exception died) when (ClusterHttp.IsDeath(died))
        {
            // The server is dead: whether the last write counts, the next life says.
        }
    }

    /// <summary>False when the server cannot say whether it is done, because its store is away: that too the next life says.</summary>
    private async Task<bool> WriteAsync(ClusterHttp http, string name)
    {
        var known = standing.GetValueOrDefault(name);
        var deletes = known is not null && chance.Next(4) == 0;
        var value = $"{number}.{++written}";
        InDoubt = new SeenChange(name, deletes ? null : value, 0);
        var (code, body) = deletes ? await http.SendAsync(HttpMethod.Delete, $"{ClusterHttp.ConfigMaps}/{name}")
            : known is null ? await http.SendAsync(HttpMethod.Post, ClusterHttp.ConfigMaps, Body(name, value, ""))
            : await http.SendAsync(HttpMethod.Put, $"{ClusterHttp.ConfigMaps}/{name}", Body(name, value, $",\"resourceVersion\":\"{known.Revision}\""));
        if (code == HttpStatusCode.ServiceUnavailable)
            return false;
        code.ShouldBe(known is null ? HttpStatusCode.Created : HttpStatusCode.OK, body.ToString());
        var done = deletes ? InDoubt : SeenChange.OfObject(body);
        done.Value.ShouldBe(deletes ? null : value);
        InDoubt = null;
        Acknowledged.Add(done);
        if (deletes)
            standing.Remove(name);
        else
            standing[name] = done;
        return true;
    }

    private static string Body(string name, string value, string revision) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"{{{revision}}}},"data":{"v":"{{{value}}}","fill":"{{{new string('x', 500)}}}"}}""";
}
