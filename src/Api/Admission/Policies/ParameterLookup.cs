using Timonier.Api.CustomResources;
using Timonier.Api.Storage;
using Timonier.Api.Versions;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Policies;

/// <summary>Finds the parameters of policies, straight from the store: what was written before a request counts for it.</summary>
internal sealed class ParameterLookup(KindStores stores, IKindSource kinds)
{
    private const string NoNamespace = "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources";
    private const string HasNamespace = "paramRef.namespace must not be provided for a cluster-scoped `paramKind`";
    private const string NothingFound = "no params found for policy binding with `Deny` parameterNotFoundAction";

    /// <summary>What is wrong with the kind of a policy's parameters; null when nothing is.</summary>
    public string? Fault(ParameterKind? kind) =>
        kind is null || KindOf(kind) is not null ? null : $"failed to find resource referenced by paramKind: '{kind}'";

    /// <summary>
    /// The objects with which a policy looks at a write: a single null stands for none, and an empty list says that it
    /// does not look at all; or why they cannot be told.
    /// </summary>
    public async ValueTask<(IReadOnlyList<Document?> Found, string? Fault)> FindAsync(ParameterKind? wanted, ParameterReference? reference, string @namespace, CancellationToken cancellation)
    {
        if (wanted is null || reference is null || KindOf(wanted) is not { } kind) return ([null], null);
        if (!kind.Namespaced && reference.Namespace.Length > 0) return ([], HasNamespace);
        var place = !kind.Namespaced ? "" : reference.Namespace.Length > 0 ? reference.Namespace : @namespace;
        if (kind.Namespaced && place.Length == 0) return ([], NoNamespace);
        var found = new List<Document?>();
        if (reference.Name.Length > 0)
        {
            if (await stores.For(kind).GetAsync(Keys.Of(kind, place, reference.Name), 0, cancellation) is { } entry) found.Add(Shown(entry, kind));
        }
        else
        {
            foreach (var entry in (await stores.For(kind).ListAsync(new StoreRange(Keys.Prefix(kind, place)), cancellation)).Entries)
                if (reference.Selector.Matches(Stored.Read(entry).Metadata["labels"u8])) found.Add(Shown(entry, kind));
        }
        return found.Count == 0 && reference.RefusesNone ? ([], NothingFound) : (found, null);
    }

    private Kind? KindOf(ParameterKind kind) => kinds.Current.FindKind(kind.ApiVersion, kind.Kind) is { Served: true } found ? found : null;

    private static Document Shown(StoreEntry entry, Kind kind)
    {
        var stored = Stored.Read(entry);
        return kind.StoredAs is null ? stored : KindVersions.Turned(DraftObject.Of(stored), kind).ToDocument();
    }
}
