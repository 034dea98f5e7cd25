using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timonier.Api;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Controllers;
using Timonier.Controllers.Framework;
using Timonier.Host.Configuration;
using Timonier.Host.Joining;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Pki;
using Timonier.Scheduling;
using Timonier.Store.Embedded;

namespace Timonier.Host.Running;

/// <summary>Store, API, controllers and scheduler, wired.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> owned = [];

    private ControlPlane(ClusterApi api) => Api = api;

    public ClusterApi Api { get; }

    /// <summary>Opens the store and answers requests; the loops start with <see cref="AddLoopsTo"/>.</summary>
    public static async Task<ControlPlane> StartAsync(
        ServerConfig config, ServerIdentity identity, TimeProvider time, IIdSource ids, ILoggerFactory loggers, CancellationToken cancellation)
    {
        // 1. The store, and the roles that decide who may use it.
        var store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = config.StoreDirectory }, time, loggers.CreateLogger<EmbeddedStore>());
        await store.StartAsync(cancellation);
        var roles = new RbacAuthorizer(store);
        await roles.StartAsync(cancellation);

        // 2. The API over it.
        var tokens = new ServiceAccountTokens(
            new SignerOfTokens(identity.Authorities.ServiceAccounts), new StoredObjects(store, KindCatalogue.BuiltIn), $"https://kubernetes.default.svc.{config.ClusterDomain}", time, ids);
        var clientAuthority = identity.Authorities.Client.Certificate;
        var authenticator = new RequestAuthenticator(shown => CertificateTrust.IsSignedBy(shown, clientAuthority, time), tokens);
        var api = new ClusterApi(store, KindCatalogue.BuiltIn, time, ids, authenticator, roles, new ApiConfig
        {
            ServiceCidr = config.ServiceCidr,
            NodePortFirst = config.NodePortFirst,
            NodePortLast = config.NodePortLast,
            ClusterDomain = config.ClusterDomain,
            AdvertiseAddress = identity.Address,
            SecurePort = config.SecurePort,
            Version = new VersionInfo { GitVersion = TimonierVersion.Git },
            Kubelets = new KubeletConnector(identity.KubeletClient, identity.Authorities.Kubelet, time),
            KubeletPort = config.KubeletPort,
            TokenIssuer = tokens,
            TokenReviewer = tokens,
        }, loggers);
        await api.StartAsync(cancellation);
        await BootstrapAccess.EnsureAsync(api, cancellation);

        // 3. The listener, last: whoever gets an answer gets a right one.
        var joining = new JoinEndpoint(identity.Authorities, identity.JoinToken, config);
        Task Handle(HttpContext context) => JoinEndpoint.Handles(context.Request.Path) ? joining.HandleAsync(context) : api.HandleAsync(context);
        var endpoint = await HttpsEndpoint.StartAsync(config.BindAddress, config.SecurePort, () => identity.Serving, Handle, loggers, cancellation);

        var made = new ControlPlane(api);
        made.owned.AddRange([endpoint, store]);
        return made;
    }

    public void AddLoopsTo(Parts parts, ServerConfig config, ServerIdentity identity, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
    {
        var controllers = new ControllerSet(Api, time, ids, loggers, new ControllersConfig
        {
            ClusterCidr = config.ClusterCidr,
            RootCaPem = identity.Authorities.Server.CertificatePem,
        });
        parts.Add("controllers", controllers.RunAsync);

        parts.Add("scheduler", new SchedulerLoop(Api, time, ids, loggers).RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in owned) await part.DisposeAsync();
    }
}
