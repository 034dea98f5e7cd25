using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission;

/// <summary>The steps between a well-formed wish and its validation, in upstream's order.</summary>
internal sealed class AdmissionChain(IRevisionStore store, KindCatalogue catalogue, IIdSource ids)
{
    private readonly NamespaceLifecycle namespaces = new(store, catalogue);
    private readonly ServiceAccountAdmission accounts = new(store, catalogue, ids);

    public async ValueTask<Status?> OnCreateAsync(ApiCall call, DraftObject body, CancellationToken cancellation)
    {
        if (await namespaces.OnCreateAsync(call, body, cancellation) is { } refused) return refused;
        if (NodeRestriction.OnWrite(call, body, old: null) is { } restricted) return restricted;
        if (call.Kind.Resource.Qualified != "pods") return null;
        if (await accounts.OnCreateAsync(body, cancellation) is { } missing) return missing;
        DefaultTolerations.Add(body);
        return PodPriority.Set(body);
    }

    public static ValueTask<Status?> OnUpdateAsync(ApiCall call, DraftObject body, Document old, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(NodeRestriction.OnWrite(call, body, old));
    }

    public static Status? OnDelete(ApiCall call) => NamespaceLifecycle.OnDelete(call) ?? NodeRestriction.OnDelete(call);

    internal static async ValueTask<Document?> FindAsync(IRevisionStore store, KindCatalogue catalogue, string plural, string @namespace, string name, CancellationToken cancellation)
    {
        if (catalogue.Find(new ResourceName("", "v1", plural)) is not { } kind) return null;
        return await store.GetAsync(Keys.Of(kind, @namespace, name), 0, cancellation) is { } entry ? Stored.Read(entry) : null;
    }
}
