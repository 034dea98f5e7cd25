using System.Collections.Immutable;
using Timonier.Api.Admission.Certificates;
using Timonier.Api.Admission.Events;
using Timonier.Api.Admission.Nodes;
using Timonier.Api.Admission.Pods;
using Timonier.Api.Admission.Quotas;
using Timonier.Api.Admission.Storage;
using Timonier.Api.Authorization;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission;

/// <summary>The steps between a well-formed wish and its storage, in upstream's order.</summary>
internal sealed class AdmissionChain
{
    private readonly ImmutableArray<AdmissionStep> steps;

    public AdmissionChain(IRevisionStore store, IKindSource kinds, IIdSource ids, TimeProvider time, AccessCheck access, ApiConfig config, ImmutableArray<AdmissionStep> outside)
    {
        var objects = new StoredObjects(store, kinds);
        steps =
        [
            .. ((AdmissionStep[])
            [
                new NamespaceLifecycle(objects),
                new LimitRanger(objects),
                new ServiceAccountAdmission(objects, ids),
                new NodeRestriction(objects),
                new NotReadyTaint(),
                new PodSecurity.PodSecurity(objects, config.PodSecurity, time),
                new PodPriority(objects),
                new DefaultTolerations(),
                new EventRateLimit(config.EventLimits, time),
                new ExtendedResourceToleration(),
                new DefaultStorageClass(objects),
                new InUseProtection(),
                new OwnerPermission(access, kinds),
                new ClaimResize(objects),
                new RuntimeClass(objects),
                new CertificateApproval(access),
                new CertificateSigning(access),
                new CertificateSubjectRestriction(),
                new DefaultIngressClass(objects),
                new ExternalAddresses(),
                new PodTopologyLabels(objects),
                .. outside,
                // Whatever comes before may still refuse: only what is certain to be stored is taken from a quota.
                new ResourceQuota(new QuotaLedger(store, kinds), time),
            ]).Where(step => config.Admission.Runs(step.Name)),
        ];
    }

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
