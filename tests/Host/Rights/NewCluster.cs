using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Api.Authorization.Nodes;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.RoleAggregation;
using Timonier.Documents;
using Timonier.Host.Running;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Store.Embedded;

namespace Timonier.Host.Tests.Rights;

/// <summary>The API over an empty store with the default roles, their aggregates, and what the matrix speaks of.</summary>
public sealed class NewCluster : IAsyncLifetime
{
    internal static readonly ResourceName ClusterRoles = new("rbac.authorization.k8s.io", "v1", "clusterroles");
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-rights-").FullName;
    private readonly EmbeddedStore store;
    private readonly RbacAuthorizer roles;
    private readonly NodeAuthorizer nodes;

    public NewCluster()
    {
        store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = folder }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        (roles, nodes) = (new RbacAuthorizer(store), new NodeAuthorizer(store));
        Rights = new AuthorizerChain(nodes, roles);
        Api = new ClusterApi(store, new KindRegistry(), TimeProvider.System, new RandomIdSource(new Random(5)), new Nobody(), Rights, new ApiConfig(), NullLoggerFactory.Instance);
        Admin = Api.For(new UserInfo("admin", ["system:masters"]));
    }

    public AuthorizerChain Rights { get; }
    public ClusterApi Api { get; }
    public IClusterClient Admin { get; }

    public async ValueTask InitializeAsync()
    {
        await store.StartAsync(TestContext.Current.CancellationToken);
        await roles.StartAsync(TestContext.Current.CancellationToken);
        await Api.StartAsync(TestContext.Current.CancellationToken);
        await BootstrapAccess.EnsureAsync(Api, TestContext.Current.CancellationToken);
        await AggregateAsync();
        foreach (var (resource, @namespace, body) in Cast.Objects())
        {
            var made = await Admin.CreateAsync(resource, @namespace, body, cancellation: TestContext.Current.CancellationToken);
            if (!made.IsSuccess) throw new InvalidOperationException(made.Failure.Message);
        }
    }

    /// <summary>What the aggregation controller does, until it has nothing more to do.</summary>
    public async Task AggregateAsync()
    {
        var changed = true;
        while (changed)
        {
            changed = false;
            var all = (await Admin.ListAsync(ClusterRoles, "", new ListQuery())).Value!.Items;
            foreach (var role in all)
            {
                if (RoleAggregationPlan.Compute(role, all) is not { } body) continue;
                (await Admin.UpdateAsync(ClusterRoles, "", body)).IsSuccess.ShouldBeTrue();
                changed = true;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        nodes.Dispose();
        roles.Dispose();
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Nobody : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation) => ValueTask.FromResult(AuthenticationResult.Anonymous);
    }
}
