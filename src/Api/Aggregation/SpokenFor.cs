using Timonier.Contracts.Cluster;
using Timonier.Streaming;

namespace Timonier.Api.Aggregation;

/// <summary>The headers by which another server learns who asks. It believes them from the holder of our certificate only.</summary>
internal static class SpokenFor
{
    public const string UserHeader = "X-Remote-User";
    public const string UidHeader = "X-Remote-Uid";
    public const string GroupHeader = "X-Remote-Group";
    public const string ExtraPrefix = "X-Remote-Extra-";

    /// <summary>Who asks when nobody does: this server itself, to learn what the other has.</summary>
    public static UserInfo Aggregator { get; } = new("system:kube-aggregator", ["system:masters"]);

    /// <summary>Null for a user who cannot be said in headers without saying more than the name.</summary>
    public static List<KeyValuePair<string, string>>? HeadersOf(UserInfo user)
    {
        IEnumerable<string> said = [user.Name, user.Uid, .. user.Groups, .. user.Extra.Values.SelectMany(v => v)];
        if (!said.All(HeaderLines.Takes)) return null;
        var headers = new List<KeyValuePair<string, string>> { new(UserHeader, user.Name) };
        if (user.Uid.Length > 0) headers.Add(new(UidHeader, user.Uid));
        if (user.Groups.Count > 0) headers.Add(new(GroupHeader, HeaderLines.Join(user.Groups)));
        foreach (var (name, values) in user.Extra) headers.Add(new(ExtraPrefix + Uri.EscapeDataString(name), HeaderLines.Join(values)));
        return headers;
    }
}
