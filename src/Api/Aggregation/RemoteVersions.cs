using Timonier.Api.Authorization;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Aggregation;

/// <summary>
/// Which group versions other servers have, by the APIServices as they are stored. What this server has itself is
/// never elsewhere, whatever an APIService says.
/// </summary>
internal sealed class RemoteVersions : IDisposable
{
    public static readonly ResourceName ApiServices = new("apiregistration.k8s.io", "v1", "apiservices");
    private readonly Dictionary<string, RemoteVersion> known = new(StringComparer.Ordinal);
    private readonly FollowedObjects followed;
    private readonly IKindSource kinds;
    private volatile RemoteSnapshot snapshot;

    public RemoteVersions(IRevisionStore store, IKindSource kinds)
    {
        this.kinds = kinds;
        snapshot = new RemoteSnapshot(kinds.Current, []);
        followed = new FollowedObjects(store, Prefix, Clear, Apply);
    }

    public static string Prefix { get; } = Keys.Prefix(KindCatalogue.BuiltIn.Find(ApiServices)!, "");

    public ValueTask StartAsync(CancellationToken cancellation) => followed.StartAsync(cancellation);

    /// <summary>As every acknowledged write has left it.</summary>
    public async ValueTask<RemoteSnapshot> CurrentAsync(CancellationToken cancellation)
    {
        await followed.CatchUpAsync(cancellation);
        var catalogue = kinds.Current;
        var present = snapshot;
        if (present.Catalogue == catalogue) return present;
        lock (known) return snapshot = new RemoteSnapshot(catalogue, [.. known.Values]);
    }

    public void Dispose() => followed.Dispose();

    private void Clear()
    {
        lock (known)
        {
            known.Clear();
            snapshot = new RemoteSnapshot(kinds.Current, []);
        }
    }

    private void Apply(Document apiService, bool isGone)
    {
        lock (known)
        {
            var changed = known.Remove(apiService.Name);
            if (!isGone && RemoteVersion.Of(apiService) is { } remote)
            {
                known[apiService.Name] = remote;
                changed = true;
            }
            if (changed) snapshot = new RemoteSnapshot(kinds.Current, [.. known.Values]);
        }
    }
}
