using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timonier.Api;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Api.Authorization.Nodes;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Controllers;
using Timonier.Controllers.Certificates;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Pki;
using Timonier.Scheduling;

namespace Timonier.Testing.Parts;

/// <summary>The API over a store with nothing but memory behind it, and the loops that work on it; the default roles decide who may what.</summary>
internal sealed class ControlPlane : IClusterClientFactory, IAsyncDisposable
{
    private readonly PlaneParts parts;
    private readonly RbacAuthorizer roles;
    private readonly NodeAuthorizer nodes;
    private readonly ServiceAccountKey tokenKey = ServiceAccountKey.Create();

    public ControlPlane(PlaneParts parts)
    {
        this.parts = parts;
        roles = new RbacAuthorizer(parts.Store);
        nodes = new NodeAuthorizer(parts.Store);
        var names = TokenNames.Of("https://kubernetes.default.svc.cluster.local");
        Tokens = new ServiceAccountTokens(new KnownSignatures(new TokenSigner(tokenKey)), new StoredObjects(parts.Store, Kinds), names, parts.Time, parts.Ids);
        Api = new ClusterApi(parts.Store, Kinds, parts.Time, parts.Ids, parts.Authenticator?.Invoke(Tokens) ?? new Nobody(), new AuthorizerChain(nodes, roles), parts.Api with
        {
            TokenIssuer = Tokens,
            TokenReviewer = Tokens,
        }, parts.Loggers);
    }

    public ClusterApi Api { get; }

    public IRevisionStore Store => parts.Store;

    public KindRegistry Kinds { get; } = new();

    public ServiceAccountTokens Tokens { get; }

    /// <param name="objects">What another cluster has, to begin with.</param>
    public async Task StartAsync(IReadOnlyList<Document>? objects = null)
    {
        await parts.Store.StartAsync(CancellationToken.None);
        var custom = await Api.ImportAsync(objects ?? [], CancellationToken.None);
        await roles.StartAsync(CancellationToken.None);
        await Api.StartAsync(CancellationToken.None);
        if (objects is not { Count: > 0 }) return;
        await Api.ImportAsync(custom, CancellationToken.None);
        await BootstrapAsync();
    }

    /// <summary>Writes what every cluster has from its first start on.</summary>
    public async Task BootstrapAsync()
    {
        await BootstrapAccess.EnsureAsync(Api, CancellationToken.None);
        await Api.EnsureFlowControlAsync(CancellationToken.None);
    }

    public IClusterClient For(UserInfo identity) => parts.Trouble is { } trouble ? new TroubledClient(Api.For(identity), identity.Name, trouble) : Api.For(identity);

    /// <param name="clients">By which they speak.</param>
    /// <param name="rival">Who they are among several that want to lead; empty: they lead at once.</param>
    /// <param name="cancellation">Ends them.</param>
    public Task RunControllersAsync(IClusterClientFactory clients, string rival, CancellationToken cancellation) => new ControllerSet(clients, parts.Time, parts.Ids, parts.Loggers, new ControllersConfig
    {
        Kinds = Kinds,
        Foreign = Api.ForeignKindsAsync,
        LeaderIdentity = rival,
        RootCaPem = parts.RootCaPem,
        SignToken = claims => tokenKey.Sign(claims.Span),
        SignCertificate = parts.Authorities is not { } authorities ? null : order =>
            (order.Signer == Signers.KubeletServing ? authorities.Kubelet : authorities.Client).Sign(order.Request, order.NotBefore, order.NotAfter),
    }).RunAsync(cancellation);

    /// <inheritdoc cref="RunControllersAsync"/>
    public Task RunSchedulerAsync(IClusterClientFactory clients, string rival, CancellationToken cancellation) => new SchedulerSeat(clients, parts.Time, parts.Ids, parts.Loggers, rival).RunAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        roles.Dispose();
        nodes.Dispose();
        await parts.Store.DisposeAsync();
    }

    private sealed class Nobody : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation) => ValueTask.FromResult(AuthenticationResult.Anonymous);
    }

    private sealed class TokenSigner(ServiceAccountKey key) : ITokenSigner
    {
        public string PublicKey => key.PublicKey;
        public byte[]? Verify(string token) => key.Verify(token);
        public string Sign(ReadOnlySpan<byte> claims) => key.Sign(claims);
    }
}
