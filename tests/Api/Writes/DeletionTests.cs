using Timonier.Documents;

namespace Timonier.Api.Tests.Writes;

public sealed class DeletionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Invalid = "DeleteOptions.meta.k8s.io \"\" is invalid: ";

    private static async Task<ApiServer> WithAsync(params string[] names)
    {
        var server = await ApiServer.StartAsync();
        foreach (var name in names) await server.SendAsync(HttpMethod.Post, ConfigMaps, $$$"""{"metadata":{"labels":{"n":"{{{name}}}"},"name":"{{{name}}}","uid":"ignored"}}""");
        return server;
    }

    [Theory]
    [InlineData("""{"preconditions":{"uid":"other"}}""", "Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (other) does not match the UID in record (")]
    [InlineData("""{"preconditions":{"resourceVersion":"1"}}""", "Operation cannot be fulfilled on ConfigMap \"a\": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (")]
    public async Task Precondition_ThatDoesNotHold_StopsTheDeletion(string options, string message)
    {
        await using var server = await WithAsync("a");
        var (code, status) = await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/a", options);
        code.ShouldBe(409);
        status.Root["message"u8].AsString().ShouldStartWith(message);
        (await server.SendAsync(HttpMethod.Get, ConfigMaps + "/a")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Preconditions_ThatHold_LetItGo()
    {
        await using var server = await WithAsync("a");
        var (_, map) = await server.SendAsync(HttpMethod.Get, ConfigMaps + "/a");
        map.Uid.ShouldNotBe("ignored");
        var (code, status) = await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/a", $$$"""{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"{{{map.Uid}}}","resourceVersion":"{{{map.ResourceVersion}}}"}}""");
        code.ShouldBe(200);
        status.Root["details"u8]["uid"u8].AsString().ShouldBe(map.Uid);
    }

    [Theory]
    [InlineData("?propagationPolicy=Foreground", null, "foregroundDeletion")]
    [InlineData("?propagationPolicy=Orphan", null, "orphan")]
    [InlineData("?orphanDependents=true", null, "orphan")]
    [InlineData("", """{"propagationPolicy":"Foreground"}""", "foregroundDeletion")]
    [InlineData("?propagationPolicy=Orphan", """{"propagationPolicy":"Foreground"}""", "foregroundDeletion")]
    public async Task Policy_WaitsForTheCollectorByAFinalizer(string query, string? body, string finalizer)
    {
        await using var server = await WithAsync("a");
        var (code, marked) = await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/a" + query, body);
        code.ShouldBe(200);
        marked.Metadata["finalizers"u8].Count.ShouldBe(1);
        marked.Metadata["finalizers"u8][0].AsString().ShouldBe(finalizer);
        marked.Metadata["deletionTimestamp"u8].Exists.ShouldBeTrue();
    }

    [Theory]
    [InlineData("?propagationPolicy=Background")]
    [InlineData("?orphanDependents=false")]
    [InlineData("")]
    public async Task Policy_ThatNeedsNobody_DeletesAtOnce(string query)
    {
        await using var server = await WithAsync("a");
        (await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/a" + query)).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Get, ConfigMaps + "/a")).Code.ShouldBe(404);
    }

    [Theory]
    [InlineData("?propagationPolicy=Sometimes", null, 422, Invalid + "propagationPolicy: Unsupported value: \"Sometimes\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    [InlineData("", """{"propagationPolicy":"Orphan","orphanDependents":true}""", 422, Invalid + "propagationPolicy: Invalid value: \"Orphan\": orphanDependents and deletionPropagation cannot be both set")]
    [InlineData("?dryRun=Some", null, 422, Invalid + "dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"")]
    [InlineData("", """{"dryRun":["All","x"]}""", 422, Invalid + "dryRun: Unsupported value: [\"All\",\"x\"]: supported values: \"All\"")]
    [InlineData("?gracePeriodSeconds=soon", null, 400, "strconv.ParseInt: parsing \"soon\": invalid syntax")]
    public async Task Options_ThatMakeNoSense_AreRefused(string query, string? body, int code, string message)
    {
        await using var server = await WithAsync("a");
        var (answered, status) = await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/a" + query, body);
        status.Root["message"u8].AsString().ShouldBe(message);
        answered.ShouldBe(code);
        (await server.SendAsync(HttpMethod.Get, ConfigMaps + "/a")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Collection_Deleted_AnswersWhatItHeld()
    {
        await using var server = await WithAsync("a", "b", "c");
        var (_, dry) = await server.SendAsync(HttpMethod.Delete, ConfigMaps + "?labelSelector=n+in+(a,c)&dryRun=All");
        dry.Root["items"u8].Count.ShouldBe(2);
        var (code, list) = await server.SendAsync(HttpMethod.Delete, ConfigMaps + "?labelSelector=n+in+(a,c)");
        code.ShouldBe(200);
        list.Kind.ShouldBe("ConfigMapList");
        list.Root["items"u8].Count.ShouldBe(2);
        var (_, left) = await server.SendAsync(HttpMethod.Get, ConfigMaps);
        left.Root["items"u8].Count.ShouldBe(1);
        left.Root["items"u8][0]["metadata"u8]["name"u8].AsString().ShouldBe("b");
    }

    [Fact]
    public async Task Pod_OnANode_IsGivenItsGrace_AndAShorterOneCounts()
    {
        await using var server = await ApiServer.StartAsync();
        const string Pods = "/api/v1/namespaces/default/pods";
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        await server.SendAsync(HttpMethod.Post, Pods, """{"metadata":{"name":"p"},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i"}]}}""");
        var (_, first) = await server.SendAsync(HttpMethod.Delete, Pods + "/p");
        first.Metadata["deletionGracePeriodSeconds"u8].AsInt64().ShouldBe(30);
        var (_, second) = await server.SendAsync(HttpMethod.Delete, Pods + "/p", """{"gracePeriodSeconds":5}""");
        second.Metadata["deletionGracePeriodSeconds"u8].AsInt64().ShouldBe(5);
        (second.Metadata["deletionTimestamp"u8].AsTime()!.Value - first.Metadata["deletionTimestamp"u8].AsTime()!.Value).TotalSeconds.ShouldBe(-25);
        var (_, longer) = await server.SendAsync(HttpMethod.Delete, Pods + "/p", """{"gracePeriodSeconds":60}""");
        longer.Metadata["deletionGracePeriodSeconds"u8].AsInt64().ShouldBe(5);
        (await server.SendAsync(HttpMethod.Delete, Pods + "/p?gracePeriodSeconds=0")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Get, Pods + "/p")).Code.ShouldBe(404);
    }
}
