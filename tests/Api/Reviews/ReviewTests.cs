using Timonier.Api.Authentication;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Api.Tests.Reviews;

public sealed class ReviewTests
{
    private const string Access = "/apis/authorization.k8s.io/v1/";
    private const string Identity = "/apis/authentication.k8s.io/v1/";

    private static async Task<ApiServer> WithRolesAsync()
    {
        var server = await ApiServer.StartAsync(withRoles: true, new ApiConfig { TokenReviewer = new OneToken() });
        await server.GrantAsync("bob", "get", "", "pods");
        return server;
    }

    [Theory]
    [InlineData("get", "pods", true)]
    [InlineData("list", "pods", false)]
    [InlineData("get", "secrets", false)]
    public async Task SubjectAccess_IsWhatRolesSay(string verb, string resource, bool allowed)
    {
        await using var server = await WithRolesAsync();
        var (code, review) = await server.SendAsync(HttpMethod.Post, Access + "subjectaccessreviews",
            $$$"""{"spec":{"user":"bob","resourceAttributes":{"namespace":"default","resource":"{{{resource}}}","verb":"{{{verb}}}" } } }""");
        code.ShouldBe(201);
        review.Status["allowed"u8].AsBool().ShouldBe(allowed);
        review.Spec["user"u8].AsString().ShouldBe("bob");
        review.Metadata["creationTimestamp"u8].Exists.ShouldBeFalse();
    }

    [Theory]
    [InlineData("bob", "get", "pods", "RBAC: allowed by ClusterRoleBinding \"get--pods\" of ClusterRole \"get--pods\" to User \"bob\"")]
    [InlineData("system:serviceaccount:default:app", "get", "secrets", "RBAC: allowed by RoleBinding \"app/default\" of Role \"app\" to ServiceAccount \"app/default\"")]
    [InlineData("system:serviceaccount:default:app", "list", "secrets", "")]
    [InlineData("lost", "get", "secrets", "RBAC: clusterrole.rbac.authorization.k8s.io \"missing\" not found")]
    public async Task SubjectAccess_SaysWhichBindingDecided(string user, string verb, string resource, string reason)
    {
        await using var server = await WithRolesAsync();
        const string Rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/";
        await server.SendAsync(HttpMethod.Post, Rbac + "roles", """{"metadata":{"name":"app"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["secrets"]}]}""");
        await server.SendAsync(HttpMethod.Post, Rbac + "rolebindings",
            """{"metadata":{"name":"app"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"app"},"subjects":[{"kind":"ServiceAccount","name":"app","namespace":"default"}]}""");
        await server.SendAsync(HttpMethod.Post, Rbac + "rolebindings",
            """{"metadata":{"name":"lost"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"missing"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"lost"}]}""");
        var (_, review) = await server.SendAsync(HttpMethod.Post, Access + "subjectaccessreviews",
            $$$"""{"spec":{"user":"{{{user}}}","resourceAttributes":{"namespace":"default","resource":"{{{resource}}}","verb":"{{{verb}}}" } } }""");
        review.Status["reason"u8].AsString().ShouldBe(reason);
        if (user != "lost") return;
        var (_, refused) = await server.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/secrets", user: user);
        refused.Root["message"u8].AsString().ShouldBe("secrets is forbidden: User \"lost\" cannot list resource \"secrets\" in API group \"\" in the namespace \"default\": " + reason);
    }

    [Fact]
    public async Task LocalSubjectAccess_IsAskedInItsNamespace()
    {
        await using var server = await WithRolesAsync();
        const string Path = Access + "namespaces/default/localsubjectaccessreviews";
        var (code, review) = await server.SendAsync(HttpMethod.Post, Path, """{"spec":{"user":"bob","resourceAttributes":{"namespace":"default","verb":"get","resource":"pods"}}}""");
        code.ShouldBe(201);
        review.Status["allowed"u8].AsBool().ShouldBeTrue();
        var (refused, status) = await server.SendAsync(HttpMethod.Post, Path, """{"spec":{"user":"bob","resourceAttributes":{"namespace":"other","verb":"get","resource":"pods"}}}""");
        refused.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldBe(
            "LocalSubjectAccessReview.authorization.k8s.io \"\" is invalid: spec.resourceAttributes.namespace: Invalid value: \"other\": must match metadata.namespace");
    }

    [Fact]
    public async Task SelfSubjectAccess_IsAboutTheCaller()
    {
        await using var server = await WithRolesAsync();
        await server.GrantAsync("bob", "create", "authorization.k8s.io", "selfsubjectaccessreviews");
        const string Question = """{"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}""";
        (await server.SendAsync(HttpMethod.Post, Access + "selfsubjectaccessreviews", Question, user: "bob")).Body.Status["allowed"u8].AsBool().ShouldBeTrue();
        (await server.SendAsync(HttpMethod.Post, Access + "selfsubjectaccessreviews", Question, user: "eve")).Code.ShouldBe(403);
        var (_, path) = await server.SendAsync(HttpMethod.Post, Access + "selfsubjectaccessreviews", """{"spec":{"nonResourceAttributes":{"verb":"get","path":"/metrics"}}}""", user: "bob");
        path.Status["allowed"u8].AsBool().ShouldBeFalse();
    }

    [Fact]
    public async Task SelfSubjectRules_ListsWhatTheCallerMayDo()
    {
        await using var server = await WithRolesAsync();
        await server.GrantAsync("bob", "create", "authorization.k8s.io", "selfsubjectrulesreviews");
        var (code, review) = await server.SendAsync(HttpMethod.Post, Access + "selfsubjectrulesreviews", """{"spec":{"namespace":"default"}}""", user: "bob");
        code.ShouldBe(201);
        review.Status["incomplete"u8].AsBool().ShouldBeFalse();
        var told = new List<string>();
        foreach (var rule in review.Status["resourceRules"u8].Items) told.Add($"{rule["verbs"u8][0].AsString()} {rule["resources"u8][0].AsString()}");
        told.ShouldBe(["create selfsubjectrulesreviews", "get pods"], ignoreOrder: true);
    }

    [Fact]
    public async Task SelfSubject_TellsWhoAsks()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, review) = await server.SendAsync(HttpMethod.Post, Identity + "selfsubjectreviews", "{}");
        code.ShouldBe(201);
        review.Status["userInfo"u8]["username"u8].AsString().ShouldBe("admin");
        review.Status["userInfo"u8]["groups"u8][0].AsString().ShouldBe("system:masters");
        review.Metadata["creationTimestamp"u8].AsTime().ShouldNotBeNull();
    }

    [Fact]
    public async Task TokenReview_TellsWhoseTokenItIs()
    {
        await using var server = await WithRolesAsync();
        var (_, good) = await server.SendAsync(HttpMethod.Post, Identity + "tokenreviews", """{"spec":{"token":"t","audiences":["a"]}}""");
        good.Status["authenticated"u8].AsBool().ShouldBeTrue();
        good.Status["user"u8]["username"u8].AsString().ShouldBe("carol");
        good.Status["audiences"u8][0].AsString().ShouldBe("a");
        var (code, bad) = await server.SendAsync(HttpMethod.Post, Identity + "tokenreviews", """{"spec":{"token":"x"}}""");
        code.ShouldBe(201);
        bad.Status["authenticated"u8].AsBool().ShouldBeFalse();
        bad.Status["error"u8].AsString().ShouldBe("unknown token");
    }

    [Theory]
    [InlineData(Access + "subjectaccessreviews", """{"spec":{"user":"bob"}}""", 422, "SubjectAccessReview.authorization.k8s.io \"\" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData(Access + "subjectaccessreviews", """{"spec":{"resourceAttributes":{"verb":"get"}}}""", 422, "SubjectAccessReview.authorization.k8s.io \"\" is invalid: spec.user: Invalid value: \"\": at least one of user or group must be specified")]
    [InlineData(Access + "selfsubjectaccessreviews", """{"metadata":{"name":"n"},"spec":{"resourceAttributes":{"verb":"get"}}}""", 422, "SelfSubjectAccessReview.authorization.k8s.io \"\" is invalid: metadata: Invalid value: {\"name\":\"n\"}: must be empty")]
    [InlineData(Access + "selfsubjectrulesreviews", "{}", 400, "no namespace on request")]
    [InlineData(Identity + "tokenreviews", "{}", 400, "token is required for TokenReview in authentication")]
    public async Task Question_ThatSaysTooLittle_IsRefused(string path, string body, int code, string message)
    {
        await using var server = await ApiServer.StartAsync();
        var (answered, status) = await server.SendAsync(HttpMethod.Post, path, body);
        status.Root["message"u8].AsString().ShouldBe(message);
        answered.ShouldBe(code);
    }

    private sealed class OneToken : ITokenReviewer
    {
        public ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation) =>
            ValueTask.FromResult(token == "t" ? new TokenReviewResult(new UserInfo("carol", []), audiences) : new TokenReviewResult(null, [], "unknown token"));
    }
}
