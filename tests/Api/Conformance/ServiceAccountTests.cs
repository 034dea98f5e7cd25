using Timonier.Documents;

namespace Timonier.Api.Tests.Conformance;

public sealed class ServiceAccountTests
{
    private const string Path = "/api/v1/namespaces/default/serviceaccounts";

    [Fact(DisplayName = "[sig-auth] ServiceAccounts should run through the lifecycle of a ServiceAccount")]
    public async Task Account_LivesThroughEveryVerb()
    {
        await using var server = await ApiServer.StartAsync();
        var start = server.Store.CurrentRevision;
        const string Selector = "labelSelector=test%3Dstatic";
        await server.CreatesAsync(Path, """{"metadata":{"name":"a","labels":{"test":"static"}}}""");
        (await server.PatchesAsync(Path + "/a", """{"automountServiceAccountToken":false}""")).Root["automountServiceAccountToken"u8].AsBool().ShouldBeFalse();
        var list = await server.GetsAsync($"/api/v1/serviceaccounts?{Selector}");
        list.Root["items"u8][0]["automountServiceAccountToken"u8].AsBoolOrNull().ShouldBe(false);
        await server.DeletesAsync($"{Path}?{Selector}");
        (await server.TypesAsync($"{Path}?watch=true&resourceVersion={start}&{Selector}", 3)).ShouldBe(["ADDED", "MODIFIED", "DELETED"]);
    }

    [Fact(DisplayName = "[sig-auth] ServiceAccounts should update a ServiceAccount")]
    public async Task Account_Updated_HasTheNewValue()
    {
        await using var server = await ApiServer.StartAsync();
        var body = DraftObject.Of(await server.CreatesAsync(Path, """{"metadata":{"name":"a"},"automountServiceAccountToken":false}"""));
        body["automountServiceAccountToken"] = true;
        (await server.ReplacesAsync(Path + "/a", body)).Root["automountServiceAccountToken"u8].AsBool().ShouldBeTrue();
    }

    // Rows: what the account says; columns: what the pod says.
    [Theory(DisplayName = "[sig-auth] ServiceAccounts should allow opting out of API token automount")]
    [InlineData("", "", true)]
    [InlineData("true", "", true)]
    [InlineData("false", "", false)]
    [InlineData("", "true", true)]
    [InlineData("true", "true", true)]
    [InlineData("false", "true", true)]
    [InlineData("", "false", false)]
    [InlineData("true", "false", false)]
    [InlineData("false", "false", false)]
    public async Task Token_IsMountedUnlessSomebodyOptsOut(string account, string pod, bool mounted)
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreatesAsync(Path, $$$"""{"metadata":{"name":"a"}{{{Said(account)}}} }""");
        var made = await server.CreatesAsync("/api/v1/namespaces/default/pods", $$$"""{"metadata":{"name":"p"},"spec":{"serviceAccountName":"a","containers":[{"name":"c","image":"i"}]{{{Said(pod)}}} } }""");
        made.Spec["containers"u8][0]["volumeMounts"u8].ToString().Contains("/var/run/secrets/kubernetes.io/serviceaccount", StringComparison.Ordinal).ShouldBe(mounted);

        static string Said(string value) => value.Length == 0 ? "" : $",\"automountServiceAccountToken\":{value}";
    }

    [Fact(DisplayName = "[sig-auth] SubjectReview should support SubjectReview API operations")]
    public async Task Review_OfAnAccount_AgreesWithWhatItMayDo()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        const string Account = "system:serviceaccount:default:a";
        const string Asked = $$"""{"spec":{"user":"{{Account}}","resourceAttributes":{"namespace":"default","verb":"list","resource":"configmaps"} } }""";
        await server.CreatesAsync(Path, """{"metadata":{"name":"a"}}""");
        foreach (var allowed in (bool[])[false, true])
        {
            if (allowed) await server.GrantAsync(Account, "list", "", "configmaps");
            using var listed = await server.AskAsync(HttpMethod.Get, "/api/v1/namespaces/default/configmaps", null, "admin", ("Impersonate-User", Account));
            listed.IsSuccessStatusCode.ShouldBe(allowed);
            foreach (var review in (string[])["subjectaccessreviews", "namespaces/default/localsubjectaccessreviews"])
                (await server.CreatesAsync("/apis/authorization.k8s.io/v1/" + review, Asked)).Status["allowed"u8].AsBool().ShouldBe(allowed);
        }
    }
}
