using Timonier.Api.Authorization;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>The steps between a well-formed wish and its validation, in upstream's order.</summary>
internal sealed class AdmissionChain(StoredObjects objects, IIdSource ids, AccessCheck access)
{
    private readonly NamespaceLifecycle namespaces = new(objects);
    private readonly ServiceAccountAdmission accounts = new(objects, ids);
    private readonly PodPriority priorities = new(objects);
    private readonly SignerAccess signers = new(access);

    public async ValueTask<Status?> OnCreateAsync(ApiCall call, DraftObject body, CancellationToken cancellation)
    {
        if (await namespaces.OnCreateAsync(call, body, cancellation) is { } refused) return refused;
        if (NodeRestriction.OnWrite(call, body, old: null) is { } restricted) return restricted;
        if (SignerAccess.OnCreate(call, body) is { } above) return above;
        if (call.Kind.Resource.Qualified != "pods") return null;
        if (await accounts.OnCreateAsync(body, cancellation) is { } missing) return missing;
        DefaultTolerations.Add(body);
        return await priorities.SetAsync(body, cancellation);
    }

    public async ValueTask<Status?> OnUpdateAsync(ApiCall call, DraftObject body, Document old, CancellationToken cancellation) =>
        NodeRestriction.OnWrite(call, body, old) ?? await signers.OnUpdateAsync(call, body, old, cancellation);

    public static Status? OnDelete(ApiCall call, Document old) => NamespaceLifecycle.OnDelete(call) ?? NodeRestriction.OnDelete(call, old);
}
