using System.Collections.Frozen;
using Timonier.Kinds;

namespace Timonier.Api.Aggregation;

/// <summary>The group versions that other servers have, beside the kinds that this server has at the same moment.</summary>
internal sealed class RemoteSnapshot
{
    private readonly FrozenDictionary<(string Group, string Version), RemoteVersion> byName;

    public RemoteSnapshot(KindCatalogue catalogue, IEnumerable<RemoteVersion> all)
    {
        Catalogue = catalogue;
        var own = catalogue.All.Select(k => (k.Group, k.Version)).ToHashSet();
        byName = all.Where(r => !own.Contains((r.Group, r.Version))).ToFrozenDictionary(r => (r.Group, r.Version));
    }

    public KindCatalogue Catalogue { get; }
    public IReadOnlyList<RemoteVersion> All => byName.Values;

    public RemoteVersion? Find(string group, string version) => byName.GetValueOrDefault((group, version));
}
