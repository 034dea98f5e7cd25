using System.Collections.Immutable;
using Timonier.Api.Admission.Quotas;
using Timonier.Api.Authorization;
using Timonier.Api.Storage;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>The steps between a well-formed wish and its storage, in upstream's order.</summary>
internal sealed class AdmissionChain(StoredObjects objects, IIdSource ids, AccessCheck access, QuotaLedger quotas, TimeProvider time)
{
    private readonly ImmutableArray<AdmissionStep> steps =
    [
        new NamespaceLifecycle(objects),
        new LimitRanger(objects),
        new ServiceAccountAdmission(objects, ids),
        new NodeRestriction(),
        new PodPriority(objects),
        new DefaultTolerations(),
        new SignerAccess(access),
        new ResourceQuota(quotas, time),
    ];

    /// <summary>Before the object is prepared and validated.</summary>
    public async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        foreach (var step in steps)
            if (await step.ChangeAsync(call, cancellation) is { } refused) return refused;
        if (!call.LooksAgain) return null;
        call.IsSecondLook = true;
        foreach (var step in steps)
            if (await step.ChangeAsync(call, cancellation) is { } refused) return refused;
        return null;
    }

    /// <summary>After it is valid, and right before it is stored.</summary>
    public async ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        foreach (var step in steps)
            if (await step.CheckAsync(call, cancellation) is { } refused) return refused;
        return null;
    }
}
