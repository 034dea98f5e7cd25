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

namespace Timonier.Controllers;

/// <summary>All controllers of the cluster, each with its own identity, informers and events.</summary>
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
        var client = clients.For(new UserInfo("system:kube-controller-manager", ["system:authenticated"]));
        var election = new LeaderElection(client, "kube-system", "kube-controller-manager", config.LeaderIdentity, time, ids, loggers.CreateLogger<LeaderElection>());
        await election.RunAsync(RunAllAsync, cancellation);
    }

    private Task RunAllAsync(CancellationToken cancellation)
    {
        var running = new List<Task>
        {
            Start("service-account-controller", (c, e) => new DefaultServiceAccountController(c, e), cancellation),
            Start("namespace-controller", (c, e) => new NamespaceController(c, e, config, time), cancellation),
            Start("generic-garbage-collector", (c, e) => new GarbageCollector(c, e, config.Kinds), cancellation),
            Start("deployment-controller", (c, e) => new DeploymentController(c, e, time), cancellation),
            Start("replicaset-controller", (c, e) => new ReplicaSetController(ReplicaKind.ReplicaSet, c, e, time), cancellation),
            Start("replication-controller", (c, e) => new ReplicaSetController(ReplicaKind.ReplicationController, c, e, time), cancellation),
            Start("job-controller", (c, e) => new JobController(c, e, time), cancellation),
            Start("job-controller", (c, e) => new OrphanPodController(c, e), cancellation),
            Start("daemon-set-controller", (c, e) => new DaemonSetController(c, e, time), cancellation, "daemonset-controller"),
            Start("disruption-controller", (c, e) => new DisruptionController(c, e, config.Kinds, time), cancellation, "controllermanager"),
            Start("disruption-controller", (c, e) => new StaleDisruptionController(c, e, time), cancellation),
            Start("statefulset-controller", (c, e) => new StatefulSetController(c, e, time), cancellation),
            Start("cronjob-controller", (c, e) => new CronJobController(c, e, time), cancellation),
            Start("horizontal-pod-autoscaler", (c, e) => new AutoscalerController(c, e, config.Kinds, time), cancellation),
            Start("ttl-after-finished-controller", (c, e) => new FinishedJobController(c, e, time), cancellation),
            Start("endpointslice-controller", (c, e) => new EndpointSliceController(c, e, time), cancellation),
            Start("endpointslicemirroring-controller", (c, e) => new EndpointMirrorController(c, e, time), cancellation, "endpoint-slice-mirroring-controller"),
            Start("service-cidrs-controller", (c, e) => new ServiceCidrController(c, e, time), cancellation),
            Start("service-cidrs-controller", (c, e) => new ServiceAddressController(c, e), cancellation),
            Start(ServerLease.Account, (c, e) => new ServerLeaseController(c, e, time), cancellation),
            Start("legacy-service-account-token-cleaner", (c, e) => new LegacyTokenController(c, e, time), cancellation),
            Start("ttl-controller", (c, e) => new NodeTtlController(c, e), cancellation),
            Start("endpoint-controller", (c, e) => new EndpointsController(c, e), cancellation),
            Start("pod-garbage-collector", (c, e) => new PodGarbageController(c, e, config.TerminatedPodLimit, time), cancellation),
            Start("node-controller", (c, e) => new NodeLifecycleController(c, e, config, time), cancellation),
            Start("resource-claim-controller", (c, e) => new ResourceClaimController(c, e, time), cancellation, "resource_claim"),
            Start("device-taint-eviction-controller", (c, e) => new DeviceTaintController(c, e, time), cancellation),
            Start("resourcequota-controller", (c, e) => new ResourceQuotaController(c, e, config.Kinds, time), cancellation),
            Start("clusterrole-aggregation-controller", (c, e) => new RoleAggregationController(c, e), cancellation),
            Start("validatingadmissionpolicy-status-controller", (c, e) => new PolicyStatusController(c, e, config.Kinds), cancellation),
            Start("certificate-controller", (c, e) => new ApprovingController(c, e), cancellation),
            Start("pvc-protection-controller", (c, e) => new ClaimProtectionController(c, e), cancellation),
            Start("persistent-volume-binder", (c, e) => new BinderController(c, e), cancellation, "persistentvolume-controller"),
            Start("ephemeral-volume-controller", (c, e) => new EphemeralVolumeController(c, e), cancellation, "ephemeral_volume"),
            Start("expand-controller", (c, e) => new ExpansionController(c, e), cancellation, "volume_expand"),
            Start("attachdetach-controller", (c, e) => new AttachController(c, e, time), cancellation),
            Start("pv-protection-controller", (c, e) => new VolumeProtectionController(c, e), cancellation),
            Start("volumeattributesclass-protection-controller", (c, e) => new ClassProtectionController(c, e), cancellation),
            Start("bootstrap-signer", (c, e) => new BootstrapSigner(c, e, time), cancellation),
            Start("token-cleaner", (c, e) => new TokenCleaner(c, e, time), cancellation),
            Start("certificate-controller", (c, e) => new CleaningController(c, e, time), cancellation),
        };
        if (config.RootCaPem.Length > 0) running.Add(Start("root-ca-cert-publisher", (c, e) => new RootCaController(c, e, config.RootCaPem), cancellation));
        if (config.SignToken is { } sign) running.Add(Start("tokens-controller", (c, e) => new TokenSecretController(c, e, config.RootCaPem, sign), cancellation));
        if (config.SignCertificate is { } issue) running.Add(Start("certificate-controller", (c, e) => new SigningController(c, e, issue, time), cancellation));
        if (config.ClusterCidr is { } cidr) running.Add(Start("node-controller", (c, e) => new NodeIpamController(c, e, cidr, config.NodeCidrMask), cancellation));
        return Task.WhenAll(running);
    }

    /// <param name="identity">Its service account.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="teller">Who it is in events, where that is not the account.</param>
    private async Task Start<TKey>(string identity, Func<IClusterClient, IEventRecorder, Controller<TKey>> make, CancellationToken cancellation, string? teller = null) where TKey : notnull
    {
        var client = clients.For(UserInfo.Controller(identity));
        var recorder = new EventRecorder(client, new EventSource(teller ?? identity), time, loggers.CreateLogger<EventRecorder>());
        var controller = make(client, recorder);
        await using var informers = new InformerSource(client, time, ids, loggers);
        var loop = new ControllerLoop<TKey>(controller, informers, time, loggers.CreateLogger($"Timonier.Controllers.{controller.Name}"));
        await Task.WhenAll(recorder.RunAsync(cancellation), loop.RunAsync(cancellation));
    }
}
