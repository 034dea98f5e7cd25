using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Timonier.Api.Aggregation;
using Timonier.Api.Audit;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Api.CustomResources;
using Timonier.Api.Discovery;
using Timonier.Api.FlowControl;
using Timonier.Api.Health;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Api.Subresources;
using Timonier.Api.Webhooks;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api;

/// <summary>
/// The whole API over one store: <see cref="HandleAsync"/> for HTTP, <see cref="For"/> for components of this
/// process. Both run the same path; only TLS and encoding differ.
/// </summary>
public sealed partial class ClusterApi : IClusterClientFactory, IAsyncDisposable
{
    private readonly ApiCore core;
    private readonly IRevisionStore store;
    private readonly IAuthenticator authenticator;
    private readonly Derived<(RemoteSnapshot Offered, ImmutableDictionary<string, ToldResources> Told), DiscoveryDocuments> discovery;
    private readonly OpenApiAnswers openApi;
    private readonly HealthAnswers health;
    private readonly Auditing? auditing;
    private readonly Fairness fairness;
    private readonly RequestDeadlines deadlines;
    private readonly FlowUpkeepLoop flowUpkeep;
    private readonly RequestMetrics metrics;
    private readonly Func<string> storeMetrics;
    private readonly KubeletProxy kubelets;
    private readonly WorkloadProxy workloads;
    private readonly TimeProvider time;
    private readonly ILogger<ClusterApi> logger;
    private readonly Bootstrap bootstrap;
    private readonly Impersonation impersonation;
    private readonly IssuerDocuments? issuer;
    private readonly IReadOnlyDictionary<string, Func<CancellationToken, ValueTask<Document>>> ownDocuments;
    private readonly CustomResourceLoop customResources;
    private readonly RemoteVersions remotes;
    private readonly RemoteProxy remoteProxy;
    private readonly RemoteDiscovery remoteDiscovery;
    private readonly RemoteObjects elsewhere;
    private readonly AggregationLoop aggregation;

    public ClusterApi(
        IRevisionStore store, KindRegistry kinds, TimeProvider time, IIdSource ids, IAuthenticator authenticator, IAuthorizer authorizer, ApiConfig config, ILoggerFactory loggers)
    {
        this.store = store;
        this.authenticator = authenticator;
        this.time = time;
        logger = loggers.CreateLogger<ClusterApi>();
        core = new ApiCore(store, kinds, time, ids, authorizer, config);
        discovery = new((source, _) => new DiscoveryDocuments(source.Offered, source.Told, config));
        storeMetrics = config.StoreMetrics;
        health = new HealthAnswers(config.HealthChecks);
        auditing = config.Audit is { } audit ? new Auditing(audit, time, ids, loggers) : null;
        fairness = new Fairness(store, kinds, config, time);
        deadlines = new RequestDeadlines(config.RequestTimeout, time);
        metrics = new RequestMetrics();
        var objects = new StoredObjects(store, kinds);
        workloads = new WorkloadProxy(objects, config.Pods, ids, time);
        kubelets = new KubeletProxy(objects, config, time);
        issuer = config.Issuer;
        ownDocuments = config.OwnDocuments;
        explain = config.Explain;
        bootstrap = new Bootstrap(core, config);
        remotes = new RemoteVersions(store, kinds);
        var clients = new TargetClients(new ServiceEndpoints(objects, config.Pods, ids), time, config.ProxyCertificate);
        remoteProxy = new RemoteProxy(clients, time);
        var caller = new RemoteCaller(clients, time);
        remoteDiscovery = new RemoteDiscovery(caller);
        elsewhere = new RemoteObjects(remotes, remoteDiscovery, caller);
        var schemas = new RemoteOpenApi(caller);
        openApi = new OpenApiAnswers(remotes, schemas, time);
        aggregation = new AggregationLoop(core, store, kinds, remotes, new AvailabilityCheck(objects, caller), remoteDiscovery, schemas, time, loggers);
        customResources = new CustomResourceLoop(core, store, kinds, time, loggers.CreateLogger<CustomResourceLoop>());
        flowUpkeep = new FlowUpkeepLoop(this, store, time, loggers.CreateLogger<FlowUpkeepLoop>());
        impersonation = new Impersonation(new AccessCheck(authorizer));
    }

    /// <summary>Learns what is allocated and makes sure of what every cluster has; after the store has started, before serving.</summary>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        await core.StartAsync(cancellation);
        await fairness.StartAsync(cancellation);
        await bootstrap.RunAsync(cancellation);
        await customResources.StartAsync(cancellation);
        await aggregation.StartAsync(cancellation);
    }

    /// <summary>Writes the levels and schemas of priority and fairness; once the roles are there that allow it.</summary>
    public ValueTask EnsureFlowControlAsync(CancellationToken cancellation) => flowUpkeep.EnsureAsync(cancellation);

    /// <summary>Keeps them as they should be, until the store ends.</summary>
    public Task KeepFlowControlAsync(CancellationToken cancellation) => flowUpkeep.RunAsync(cancellation);

    public IClusterClient For(UserInfo identity) => new InProcessClient(core, identity, elsewhere);

    /// <summary>What other servers have for this cluster, as they were last asked.</summary>
    public ValueTask<ForeignKinds> ForeignKindsAsync(CancellationToken cancellation) => elsewhere.KindsAsync(cancellation);

    /// <summary>Tells what is still to be told of requests; after the last of them, before the store ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (auditing is not null) await auditing.DisposeAsync();
        fairness.Dispose();
    }
}
