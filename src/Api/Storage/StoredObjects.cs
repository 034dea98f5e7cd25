using Timonier.Api.Authentication;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Storage;

/// <summary>Single objects straight from the store, for checks that are not made in a caller's name.</summary>
public sealed class StoredObjects(IRevisionStore store, IKindSource kinds) : IObjectLookup
{
    public async ValueTask<Document?> FindAsync(ResourceName resource, string @namespace, string name, CancellationToken cancellation)
    {
        if (kinds.Current.Find(resource) is not { } kind) return null;
        var entry = await store.GetAsync(Keys.Of(kind, @namespace, name), cancellation: cancellation);
        return entry is null ? null : Stored.Read(entry);
    }

    /// <summary>All of a kind, wherever they stand.</summary>
    internal ValueTask<IEnumerable<Document>> AllAsync(ResourceName resource, CancellationToken cancellation) => InAsync(resource, "", cancellation);

    /// <summary>Those of a kind that stand in one namespace.</summary>
    internal async ValueTask<IEnumerable<Document>> InAsync(ResourceName resource, string @namespace, CancellationToken cancellation) => kinds.Current.Find(resource) is { } kind
        ? (await store.ListAsync(new StoreRange(Keys.Prefix(kind, @namespace)), cancellation)).Entries.Select(Stored.Read)
        : [];

    /// <summary>The same for a kind of the core group.</summary>
    internal ValueTask<Document?> FindAsync(string plural, string @namespace, string name, CancellationToken cancellation) =>
        FindAsync(new ResourceName("", "v1", plural), @namespace, name, cancellation);
}
