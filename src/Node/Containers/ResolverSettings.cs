namespace Timonier.Node.Containers;

/// <summary>The content of a resolv.conf.</summary>
public sealed record ResolverSettings(IReadOnlyList<string> Servers, IReadOnlyList<string> Searches, IReadOnlyList<string> Options)
{
    public static ResolverSettings Empty { get; } = new([], [], []);

    public static ResolverSettings Read(string text)
    {
        List<string> servers = [], searches = [], options = [];
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length < 2) continue;
            if (words[0] == "nameserver") servers.Add(words[1]);
            else if (words[0] == "search") searches = [.. words[1..]];
            else if (words[0] == "options") options = [.. words[1..]];
        }
        return new(servers, searches, options);
    }
}
