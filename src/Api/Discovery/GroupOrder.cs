using Timonier.Api.Aggregation;
using Timonier.Kinds;

namespace Timonier.Api.Discovery;

/// <summary>The order in which groups and versions are told: clients that have no wish take the first that fits.</summary>
internal static class GroupOrder
{
    public static IReadOnlyList<Group> Of(IEnumerable<Kind> kinds, IEnumerable<RemoteVersion> remotes) =>
    [
        .. kinds.GroupBy(k => (k.Group, k.Version)).Select(g => new Version(g.Key.Group, g.Key.Version, GroupPriority.Of(g.Key.Group, g.Key.Version)) { Kinds = [.. g] })
            .Concat(remotes.Select(r => new Version(r.Group, r.Version, r.Priority) { Remote = r }))
            .GroupBy(v => v.Group).OrderByDescending(g => g.Max(v => v.Priority.Group)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new Group(g.Key, [.. g.OrderByDescending(v => v.Priority.Version).ThenByDescending(v => GroupPriority.Rank(v.Name))])),
    ];

    /// <summary>A group with its versions, the preferred one first.</summary>
    internal sealed record Group(string Name, IReadOnlyList<Version> Versions);

    /// <summary>A version that this server has itself, with its kinds, or that another one has.</summary>
    internal sealed record Version(string Group, string Name, GroupPriority Priority)
    {
        public IReadOnlyList<Kind> Kinds { get; init; } = [];
        public RemoteVersion? Remote { get; init; }
    }
}
