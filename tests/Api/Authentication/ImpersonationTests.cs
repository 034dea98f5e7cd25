using Timonier.Documents;

namespace Timonier.Api.Tests.Authentication;

public sealed class ImpersonationTests
{
    private const string WhoAmI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private static async Task<(int Code, Document Body)> AskAsync(ApiServer server, string user, params (string Name, string Value)[] headers)
    {
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var response = await server.AskAsync(HttpMethod.Post, WhoAmI, body, user, headers);
        return await ApiServer.ReadAsync(response);
    }

    [Fact]
    public async Task Admin_AsAnother_IsThatOther()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.GrantAsync("bob", "create", "authentication.k8s.io", "selfsubjectreviews");
        var (code, review) = await AskAsync(server, "admin", ("Impersonate-User", "bob"), ("Impersonate-Group", "dev"), ("Impersonate-Uid", "u1"), ("Impersonate-Extra-Scopes", "view"));
        code.ShouldBe(201);
        var who = review.Status["userInfo"u8];
        who["username"u8].AsString().ShouldBe("bob");
        who["uid"u8].AsString().ShouldBe("u1");
        string.Join(',', who["groups"u8][0].AsString(), who["groups"u8][1].AsString()).ShouldBe("dev,system:authenticated");
        who["extra"u8]["scopes"u8][0].AsString().ShouldBe("view");
    }

    [Fact]
    public async Task ServiceAccount_Impersonated_IsInItsGroups()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.GrantAsync("system:serviceaccount:default:sa", "create", "authentication.k8s.io", "selfsubjectreviews");
        var (_, review) = await AskAsync(server, "admin", ("Impersonate-User", "system:serviceaccount:default:sa"));
        var groups = new List<string>();
        foreach (var group in review.Status["userInfo"u8]["groups"u8].Items) groups.Add(group.AsString());
        groups.ShouldBe(["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"]);
    }

    [Theory]
    [InlineData("Impersonate-User", "alice", "users \"alice\" is forbidden: User \"bob\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope")]
    [InlineData("Impersonate-User", "system:serviceaccount:ns:sa", "serviceaccounts \"sa\" is forbidden: User \"bob\" cannot impersonate resource \"serviceaccounts\" in API group \"\" in the namespace \"ns\"")]
    public async Task User_WithoutTheVerb_MayBeNobodyElse(string header, string value, string message)
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        var (code, status) = await AskAsync(server, "bob", (header, value));
        status.Root["message"u8].AsString().ShouldBe(message);
        code.ShouldBe(403);
    }

    [Fact]
    public async Task RightToOneUser_DoesNotIncludeGroups()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.GrantAsync("bob", "impersonate", "", "users");
        await server.GrantAsync("alice", "create", "authentication.k8s.io", "selfsubjectreviews");
        (await AskAsync(server, "bob", ("Impersonate-User", "alice"))).Code.ShouldBe(201);
        var (code, status) = await AskAsync(server, "bob", ("Impersonate-User", "alice"), ("Impersonate-Group", "system:masters"));
        code.ShouldBe(403);
        status.Root["message"u8].AsString().ShouldBe("groups \"system:masters\" is forbidden: User \"bob\" cannot impersonate resource \"groups\" in API group \"\" at the cluster scope");
    }

    [Fact]
    public async Task Group_WithoutAUser_MakesNoSense()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await AskAsync(server, "admin", ("Impersonate-Group", "dev"));
        code.ShouldBe(500);
        status.Root["message"u8].AsString().ShouldContain("without impersonating a user");
    }
}
