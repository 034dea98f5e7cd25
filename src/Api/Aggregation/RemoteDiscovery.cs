using System.Collections.Immutable;
using Timonier.Api.Discovery;
using Timonier.Api.Tables;
using Timonier.Documents;

namespace Timonier.Api.Aggregation;

/// <summary>
/// What the servers of remote group versions say that they offer. Each is believed about its own group version only;
/// one that cannot be asked keeps what it said last, marked as stale.
/// </summary>
internal sealed class RemoteDiscovery(RemoteCaller caller)
{
    private const int LongestAnswer = 4 * 1024 * 1024;
    private const string Accepted = DiscoveryDocuments.AggregatedType + ",application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json;q=0.9";
    private ImmutableDictionary<string, ToldResources> told = ImmutableDictionary.Create<string, ToldResources>(StringComparer.Ordinal);

    /// <summary>By group version; another object as soon as anything has changed.</summary>
    public ImmutableDictionary<string, ToldResources> Told => Volatile.Read(ref told);

    public async ValueTask RefreshAsync(RemoteVersion remote, CancellationToken cancellation)
    {
        if (await AskAsync(remote, cancellation) is { } resources) Keep(remote.GroupVersion, new ToldResources(resources, IsCurrent: true));
        else Stale(remote);
    }

    public void Stale(RemoteVersion remote) => Keep(remote.GroupVersion, (Told.GetValueOrDefault(remote.GroupVersion) ?? ToldResources.None) with { IsCurrent = false });

    public void Forget(string groupVersion) => ImmutableInterlocked.TryRemove(ref told, groupVersion, out _);

    private void Keep(string groupVersion, ToldResources now) => ImmutableInterlocked.AddOrUpdate(
        ref told, groupVersion, now, (_, before) => before.IsCurrent == now.IsCurrent && Draft.DeepEquals(before.Resources, now.Resources) ? before : now);

    private async ValueTask<DraftArray?> AskAsync(RemoteVersion remote, CancellationToken cancellation)
    {
        // 1 the newer form, which tells everything at once
        var all = await caller.GetAsync(remote.Target, "/apis", Accepted, LongestAnswer, cancellation);
        if (all.IsSuccess && all.Parsed is { } groups && AcceptClause.ParseAll(all.ContentType).First().As == "APIGroupDiscoveryList")
        {
            foreach (var group in groups.Root["items"u8].Items)
                if (group["metadata"u8]["name"u8].AsString() == remote.Group)
                    foreach (var version in group["versions"u8].Items)
                        if (version["version"u8].AsString() == remote.Version) return ToldForms.OfAggregated(version);
        }

        // 2 the older form, which every server has
        var plain = await caller.GetAsync(remote.Target, $"/apis/{remote.GroupVersion}", "application/json", LongestAnswer, cancellation);
        return plain.IsSuccess && plain.Parsed is { } list && list.Root["groupVersion"u8].AsString() == remote.GroupVersion ? ToldForms.OfPlain(list.Root, remote) : null;
    }
}
