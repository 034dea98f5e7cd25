using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.Tests.Authorization;

public sealed class RoleSnapshotTests
{
    private static readonly RoleSnapshot Bootstrap = BootstrapRoles.Objects().Aggregate(RoleSnapshot.Empty, (all, role) => all.With(role.ToDocument()));
    private static readonly UserInfo Someone = new("someone", ["system:authenticated"]);

    [Theory]
    [InlineData("deployment-controller", "create", "apps", "replicasets", "", true)]
    [InlineData("deployment-controller", "update", "apps", "deployments", "status", true)]
    [InlineData("deployment-controller", "get", "", "secrets", "", false)]
    [InlineData("deployment-controller", "create", "", "pods", "", false)]
    [InlineData("replicaset-controller", "create", "", "pods", "", true)]
    [InlineData("generic-garbage-collector", "delete", "apps", "deployments", "", true)]
    [InlineData("generic-garbage-collector", "create", "", "pods", "", false)]
    public void Controllers_EachOwnRole_CoversWhatItNeedsAndNoMore(string controller, string verb, string group, string resource, string subresource, bool allowed) =>
        Allows(UserInfo.Controller(controller), verb, group, resource, subresource, "default").ShouldBe(allowed);

    [Theory]
    [InlineData("/version", true)]
    [InlineData("/healthz", true)]
    [InlineData("/api", false)]
    [InlineData("/metrics", false)]
    public void Anonymous_Paths_OnlyHealthAndVersion(string path, bool allowed) => AllowsPath(UserInfo.Anonymous, path).ShouldBe(allowed);

    [Fact]
    public void Authenticated_Discovery_IsAllowed()
    {
        AllowsPath(Someone, "/apis/apps/v1").ShouldBeTrue();
        AllowsPath(Someone, "/metrics").ShouldBeFalse();
        Allows(Someone, "list", "", "pods", "", "default").ShouldBeFalse();
    }

    [Fact]
    public void RoleBinding_OfAClusterRole_ReachesItsNamespaceOnly()
    {
        var roles = Bootstrap.With(Timonier.Documents.Document.Parse("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"b","namespace":"shop"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"system:aggregate-to-view"},
             "subjects":[{"kind":"User","name":"someone"}]}
            """));
        Allows(roles, Someone, "list", "", "pods", "", "shop").ShouldBeTrue();
        Allows(roles, Someone, "list", "", "pods", "", "default").ShouldBeFalse();
        Allows(roles, Someone, "list", "", "pods", "", "").ShouldBeFalse();
        Allows(roles, Someone, "list", "", "secrets", "", "shop").ShouldBeFalse();
    }

    private static bool Allows(UserInfo user, string verb, string group, string resource, string subresource, string @namespace) =>
        Allows(Bootstrap, user, verb, group, resource, subresource, @namespace);

    private static bool Allows(RoleSnapshot roles, UserInfo user, string verb, string group, string resource, string subresource, string @namespace) =>
        roles.RulesFor(user, @namespace).Any(rule => RuleMatch.Covers(rule, new AuthorizationAttributes
        {
            User = user, Verb = verb, Group = group, Resource = resource, Subresource = subresource, Namespace = @namespace,
        }));

    private static bool AllowsPath(UserInfo user, string path) =>
        Bootstrap.RulesFor(user, "").Any(rule => RuleMatch.Covers(rule, new AuthorizationAttributes { User = user, Verb = "get", NonResourcePath = path }));
}
