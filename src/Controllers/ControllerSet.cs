using Microsoft.Extensions.Logging;
using Timonier.Client.Events;
using Timonier.Client.Informers;
using Timonier.Client.Leases;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.AdmissionPolicies;
using Timonier.Controllers.Attachments;
using Timonier.Controllers.Autoscalers;
using Timonier.Controllers.BootstrapTokens;
using Timonier.Controllers.Certificates;
using Timonier.Controllers.CronJobs;
using Timonier.Controllers.DaemonSets;
using Timonier.Controllers.Deployments;
using Timonier.Controllers.Disruption;
using Timonier.Controllers.EndpointMirrors;
using Timonier.Controllers.Endpoints;
using Timonier.Controllers.EndpointSlices;
using Timonier.Controllers.EphemeralVolumes;
using Timonier.Controllers.FinishedJobs;
using Timonier.Controllers.Framework;
using Timonier.Controllers.GarbageCollection;
using Timonier.Controllers.Jobs;
using Timonier.Controllers.Namespaces;
using Timonier.Controllers.Nodes;
using Timonier.Controllers.PodGarbage;
using Timonier.Controllers.ReplicaSets;
using Timonier.Controllers.ResourceClaims;
using Timonier.Controllers.ResourceQuotas;
using Timonier.Controllers.RoleAggregation;
using Timonier.Controllers.ServerLeases;
using Timonier.Controllers.ServiceAccounts;
using Timonier.Controllers.ServiceCidrs;
using Timonier.Controllers.StatefulSets;
using Timonier.Controllers.StorageProtection;
using Timonier.Controllers.Volumes;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Controllers;

/// <summary>
/// All controllers of the cluster, each with its own identity and events. What they look at they share, read in the name of
/// all controllers as upstream does: each of some twenty copies of the pods would cost as much as the first.
/// </summary>
public sealed class ControllerSet(IClusterClientFactory clients, TimeProvider time, IIdSource ids, ILoggerFactory loggers, ControllersConfig config)
{
    /// <summary>Runs them until cancelled; with a leader identity only while elected.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (config.LeaderIdentity.Length == 0)
        {
            await RunAllAsync(cancellation);
            return;
        }
        var election = new LeaderElection(Together, "kube-system", "kube-controller-manager", config.LeaderIdentity, time, ids, loggers.CreateLogger<LeaderElection>());
        await election.RunAsync(RunAllAsync, cancellation);
    }

    private IClusterClient Together => clients.For(new UserInfo("system:kube-controller-manager", ["system:authenticated"]));

    private async Task RunAllAsync(CancellationToken cancellation)
    {
        await using var shared = new InformerSource(Together, time, ids, loggers);
        var running = new List<Task>
        {
            Start(shared, "service-account-controller", (c, e) => new DefaultServiceAccountController(c, e), cancellation),
            Start(shared, "namespace-controller", (c, e) => new NamespaceController(c, e, config, time), cancellation),
            Start(shared, "generic-garbage-collector", (c, e) => new GarbageCollector(c, e, config.Kinds), cancellation),
            Start(shared, "deployment-controller", (c, e) => new DeploymentController(c, e, time), cancellation),
            Start(shared, "replicaset-controller", (c, e) => new ReplicaSetController(ReplicaKind.ReplicaSet, c, e, time), cancellation),
            Start(shared, "replication-controller", (c, e) => new ReplicaSetController(ReplicaKind.ReplicationController, c, e, time), cancellation),
            Start(shared, "job-controller", (c, e) => new JobController(c, e, time), cancellation),
            Start(shared, "job-controller", (c, e) => new OrphanPodController(c, e), cancellation),
            Start(shared, "daemon-set-controller", (c, e) => new DaemonSetController(c, e, time), cancellation, "daemonset-controller"),
            Start(shared, "disruption-controller", (c, e) => new DisruptionController(c, e, config.Kinds, time), cancellation, "controllermanager"),
            Start(shared, "disruption-controller", (c, e) => new StaleDisruptionController(c, e, time), cancellation),
            Start(shared, "statefulset-controller", (c, e) => new StatefulSetController(c, e, time), cancellation),
            Start(shared, "cronjob-controller", (c, e) => new CronJobController(c, e, time), cancellation),
            Start(shared, "horizontal-pod-autoscaler", (c, e) => new AutoscalerController(c, e, config.Kinds, time), cancellation),
            Start(shared, "ttl-after-finished-controller", (c, e) => new FinishedJobController(c, e, time), cancellation),
            Start(shared, "endpointslice-controller", (c, e) => new EndpointSliceController(c, e, time), cancellation),
            Start(shared, "endpointslicemirroring-controller", (c, e) => new EndpointMirrorController(c, e, time), cancellation, "endpoint-slice-mirroring-controller"),
            Start(shared, "service-cidrs-controller", (c, e) => new ServiceCidrController(c, e, time), cancellation),
            Start(shared, "service-cidrs-controller", (c, e) => new ServiceAddressController(c, e), cancellation),
            Start(shared, ServerLease.Account, (c, e) => new ServerLeaseController(c, e, time), cancellation),
            Start(shared, "legacy-service-account-token-cleaner", (c, e) => new LegacyTokenController(c, e, time), cancellation),
            Start(shared, "ttl-controller", (c, e) => new NodeTtlController(c, e), cancellation),
            Start(shared, "endpoint-controller", (c, e) => new EndpointsController(c, e), cancellation),
            Start(shared, "pod-garbage-collector", (c, e) => new PodGarbageController(c, e, config.TerminatedPodLimit, time), cancellation),
            Start(shared, "node-controller", (c, e) => new NodeLifecycleController(c, e, config, time), cancellation),
            Start(shared, "resource-claim-controller", (c, e) => new ResourceClaimController(c, e, time), cancellation, "resource_claim"),
            Start(shared, "device-taint-eviction-controller", (c, e) => new DeviceTaintController(c, e, time), cancellation),
            Start(shared, "resourcequota-controller", (c, e) => new ResourceQuotaController(c, e, config.Kinds, time), cancellation),
            Start(shared, "clusterrole-aggregation-controller", (c, e) => new RoleAggregationController(c, e), cancellation),
            Start(shared, "validatingadmissionpolicy-status-controller", (c, e) => new PolicyStatusController(c, e, config.Kinds), cancellation),
            Start(shared, "certificate-controller", (c, e) => new ApprovingController(c, e), cancellation),
            Start(shared, "pvc-protection-controller", (c, e) => new ClaimProtectionController(c, e), cancellation),
            Start(shared, "persistent-volume-binder", (c, e) => new BinderController(c, e), cancellation, "persistentvolume-controller"),
            Start(shared, "ephemeral-volume-controller", (c, e) => new EphemeralVolumeController(c, e), cancellation, "ephemeral_volume"),
            Start(shared, "expand-controller", (c, e) => new ExpansionController(c, e), cancellation, "volume_expand"),
            Start(shared, "attachdetach-controller", (c, e) => new AttachController(c, e, time), cancellation),
            Start(shared, "pv-protection-controller", (c, e) => new VolumeProtectionController(c, e), cancellation),
            Start(shared, "volumeattributesclass-protection-controller", (c, e) => new ClassProtectionController(c, e), cancellation),
            Start(shared, "bootstrap-signer", (c, e) => new BootstrapSigner(c, e, time), cancellation),
            Start(shared, "token-cleaner", (c, e) => new TokenCleaner(c, e, time), cancellation),
            Start(shared, "certificate-controller", (c, e) => new CleaningController(c, e, time), cancellation),
        };
        if (config.RootCaPem.Length > 0) running.Add(Start(shared, "root-ca-cert-publisher", (c, e) => new RootCaController(c, e, config.RootCaPem), cancellation));
        if (config.SignToken is { } sign) running.Add(Start(shared, "tokens-controller", (c, e) => new TokenSecretController(c, e, config.RootCaPem, sign), cancellation));
        if (config.SignCertificate is { } issue) running.Add(Start(shared, "certificate-controller", (c, e) => new SigningController(c, e, issue, time), cancellation));
        if (config.ClusterCidr is { } cidr) running.Add(Start(shared, "node-controller", (c, e) => new NodeIpamController(c, e, cidr, config.NodeCidrMask), cancellation));
        await Task.WhenAll(running);
    }

    /// <param name="shared">What all controllers look at.</param>
    /// <param name="identity">Its service account.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="teller">Who it is in events, where that is not the account.</param>
    private async Task Start<TKey>(IInformerSource shared, string identity, Func<IClusterClient, IEventRecorder, Controller<TKey>> make, CancellationToken cancellation, string? teller = null) where TKey : notnull
    {
        var client = clients.For(UserInfo.Controller(identity));
        var recorder = new EventRecorder(client, new EventSource(teller ?? identity), time, loggers.CreateLogger<EventRecorder>());
        var controller = make(client, recorder);
        await using var informers = new InformerSource(client, time, ids, loggers);
        var loop = new ControllerLoop<TKey>(controller, new SharedInformers(shared, informers, IsBuiltIn), time, loggers.CreateLogger($"Timonier.Controllers.{controller.Name}"));
        await Task.WhenAll(recorder.RunAsync(cancellation), loop.RunAsync(cancellation));
    }

    private static bool IsBuiltIn(ResourceName resource) => KindCatalogue.BuiltIn.Find(resource) is not null;
}
