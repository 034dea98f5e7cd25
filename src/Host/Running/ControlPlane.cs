using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timonier.Api.Serving;
using Timonier.Api;
using Timonier.Api.Aggregation;
using Timonier.Api.Authorization;
using Timonier.Api.Authorization.Nodes;
using Timonier.Api.Storage;
using Timonier.Client.Leases;
using Timonier.Contracts.Cluster;
using Timonier.Controllers;
using Timonier.Controllers.Certificates;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ServiceAccounts;
using Timonier.Host.Configuration;
using Timonier.Host.Datastores;
using Timonier.Host.Health;
using Timonier.Host.Identity;
using Timonier.Host.Joining;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Node.Simulated;
using Timonier.Pki;
using Timonier.Sealing;

namespace Timonier.Host.Running;

/// <summary>Store, API, controllers and scheduler, wired.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly KindRegistry kinds;
    private readonly Datastore datastore;
    private readonly Seals seals;
    private readonly HttpsEndpoint endpoint;
    private readonly CancellationTokenSource draining;
    private readonly IdentityParts who;
    private readonly SchedulerDoor scheduler;
    private readonly KubeletConnector kubelets;
    private SimulatedNodes? simulated;

    private ControlPlane(
        ClusterApi api, KindRegistry kinds, Datastore datastore, Seals seals, HttpsEndpoint endpoint, CancellationTokenSource draining, IdentityParts who,
        SchedulerDoor scheduler, KubeletConnector kubelets)
    {
        Api = api;
        this.kinds = kinds;
        this.datastore = datastore;
        this.seals = seals;
        this.endpoint = endpoint;
        this.draining = draining;
        this.who = who;
        this.scheduler = scheduler;
        this.kubelets = kubelets;
    }

    public ClusterApi Api { get; }

    /// <summary>
    /// Answers requests over the open store; the loops start with <see cref="AddLoopsTo"/>. From the moment of
    /// <paramref name="cancellation"/> on it says that it is not ready, and goes on answering until disposed.
    /// </summary>
    public static async Task<ControlPlane> StartAsync(
        ServerConfig config, Datastore datastore, ServerIdentity identity, TimeProvider time, IIdSource ids, ILoggerFactory loggers, CancellationToken cancellation)
    {
        // 1. What closes and opens values of the store, and the roles that decide who may use it.
        var seals = await Seals.StartAsync(config.Sealing, time, cancellation);
        var store = new SealedStore(datastore.Store, seals);
        var roles = new RbacAuthorizer(store);
        await roles.StartAsync(cancellation);
        var rights = new AuthorizerChain(new NodeAuthorizer(store), roles);
        var kinds = new KindRegistry();
        var start = new Milestones();
        start.Reach(ServerChecks.InformerSync);

        // 2. The API over it.
        var scheduler = new SchedulerDoor();
        var who = new IdentityParts(config, identity, new StoredObjects(store, kinds), time, ids, loggers);
        var kubelets = new KubeletConnector(identity.KubeletClient, identity.Authorities.Kubelet, time);
        var api = new ClusterApi(store, kinds, time, ids, who.Authenticator, rights, new ApiConfig
        {
            ServiceCidr = config.ServiceCidr,
            HasSiblings = config.Datastore.IsShared,
            NodePortFirst = config.NodePortFirst,
            NodePortLast = config.NodePortLast,
            ClusterDomain = config.ClusterDomain,
            Admission = config.Admission,
            PodSecurity = config.AdmissionConfig.PodSecurity,
            EventLimits = config.AdmissionConfig.EventLimits,
            MaxReadsInFlight = config.Requests.MaxReadsInFlight,
            MaxWritesInFlight = config.Requests.MaxWritesInFlight,
            RequestTimeout = config.Requests.RequestTimeout,
            LeastWatch = config.Requests.LeastWatch,
            Audit = config.Audit.Outputs(time),
            AdvertiseAddress = identity.Address,
            SecurePort = config.SecurePort,
            StoreMetrics = () => datastore.Metrics() + scheduler.Metrics(),
            Explain = scheduler.ExplainAsync,
            Version = new VersionInfo { GitVersion = TimonierVersion.Git },
            Kubelets = kubelets,
            KubeletPort = config.KubeletPort,
            TokenIssuer = who.Accounts,
            TokenReviewer = who.Tokens,
            Issuer = who.Issuer,
            ProxyCertificate = () => identity.FrontProxy.Current,
            Extensions = new ExtensionTrust(identity.Authorities.Client.CertificatePem, identity.Authorities.FrontProxy.CertificatePem, ServerIdentity.FrontProxyName),
            HealthChecks = ServerChecks.For(store, datastore.Failure, start, seals.CheckAsync, cancellation),
            OwnDocuments = EncryptionReport.For(datastore.Store, seals),
        }, loggers);
        await api.StartAsync(cancellation);
        start.Reach(ServerChecks.Namespaces);
        start.Reach(ServerChecks.KubernetesService);
        await BootstrapAccess.EnsureAsync(api, cancellation);
        await PublishedSettings.EnsureAsync(api, config, identity, cancellation);
        start.Reach(ServerChecks.Roles);
        await api.EnsureFlowControlAsync(cancellation);

        // 3. The listener, last: whoever gets an answer gets a right one.
        var draining = new CancellationTokenSource();
        var endpoint = await HttpsEndpoint.StartAsync(config.BindAddress, config.SecurePort, () => identity.Serving.Current, HandleAsync, loggers, cancellation);
        return new ControlPlane(api, kinds, datastore, seals, endpoint, draining, who, scheduler, kubelets);

        async Task HandleAsync(HttpContext context)
        {
            if (context.Request.Path == AuthorityEndpoint.Path)
            {
                await AuthorityEndpoint.HandleAsync(context, identity.Authorities.Server);
                return;
            }
            // A watch has no end of its own: it ends when draining begins, so that its client goes elsewhere at once.
            using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, draining.Token);
            if (context.Request.Query.ContainsKey("watch")) context.RequestAborted = both.Token;
            await api.HandleAsync(context);
        }
    }

    public void AddLoopsTo(Parts parts, ServerConfig config, ServerIdentity identity, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
    {
        // Several servers work on a shared store, and one of them acts.
        var rival = config.Datastore.IsShared ? $"{config.NodeName}_{ids.NextUid()}" : "";
        var controllers = new ControllerSet(Api, time, ids, loggers, new ControllersConfig
        {
            Kinds = kinds,
            Foreign = Api.ForeignKindsAsync,
            LeaderIdentity = rival,
            ClusterCidr = config.ClusterCidr,
            RootCaPem = identity.Authorities.Server.CertificatePem,
            SignToken = claims => identity.Authorities.ServiceAccounts.Sign(claims.Span),
            SignCertificate = order => (order.Signer == Signers.KubeletServing ? identity.Authorities.Kubelet : identity.Authorities.Client).Sign(order.Request, order.NotBefore, order.NotAfter),
        });
        parts.Add("controllers", controllers.RunAsync);
        if (who.Follow is { } follow) parts.Add("authentication configuration", follow);
        parts.Add("legacy tokens", cancellation => who.LegacyTokens.RunAsync(Api.For(UserInfo.Controller(LegacyTokenUses.Account)), cancellation));
        parts.Add("server identity", ServerLease.Renewer(Api.For(UserInfo.Controller(ServerLease.Account)), config.NodeName, time, ids, loggers.CreateLogger<LeaseRenewer>()).RunAsync);
        parts.Add("scheduler", scheduler.Seat(Api, config.Scheduler, time, ids, loggers, rival).RunAsync);
        parts.Add("encryption", new SealUpkeep(datastore.Store, seals, time, loggers.CreateLogger<SealUpkeep>()).RunAsync);
        if (config.Datastore.IsShared) parts.Add("shared keys", cancellation => SharedKeys.FollowAsync(datastore.Store, config, time, cancellation));
        parts.Add("priority and fairness", Api.KeepFlowControlAsync);
        parts.Add("store", cancellation => FailureOf(datastore, cancellation));
        if (config.Simulation.Nodes == 0) return;
        simulated = kubelets.Simulated = SimulatedParts.Create(config, Api, time, ids, loggers);
        parts.Add("simulated nodes", simulated.RunAsync);
    }

    /// <summary>A store that has failed acknowledges nothing any more: only a new process can read back what is durable.</summary>
    private static async Task FailureOf(Datastore store, CancellationToken cancellation)
    {
        var cause = await store.Failure.WaitAsync(cancellation);
        throw new IOException($"it failed and takes no more writes: {cause.Message}", cause);
    }

    public async ValueTask DisposeAsync()
    {
        await draining.CancelAsync();
        await endpoint.DisposeAsync();
        if (simulated is not null) await simulated.DisposeAsync();
        await Api.DisposeAsync();
        draining.Dispose();
    }
}
