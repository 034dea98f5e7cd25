using Timonier.Api.Tests.Writes;
using Timonier.Documents;

namespace Timonier.Api.Tests.Versions;

/// <summary>Who owns what, where managers speak in several versions of one kind.</summary>
public sealed class OwnersAcrossVersionsTests
{
    private const string One = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
    private const string Two = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
    private const string Target = "\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"d\"},\"maxReplicas\":3";
    private const string OfOne = $$$"""{"apiVersion":"autoscaling/v1","kind":"HorizontalPodAutoscaler","metadata":{"name":"h"},"spec":{{{{Target}}},"targetCPUUtilizationPercentage":50}}""";

    private static Task<(int Code, Document Body)> ApplyAsync(ApiServer server, string path, string manager, string body) =>
        server.SendAsync(HttpMethod.Patch, $"{path}?fieldManager={manager}", body, "application/apply-patch+yaml");

    [Fact]
    public async Task Create_InAnOldVersion_IsOwnedInItsWords()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, made) = await server.SendAsync(HttpMethod.Post, One + "?fieldManager=maker", $$$"""{"metadata":{"name":"h"},"spec":{{{{Target}}},"targetCPUUtilizationPercentage":50}}""");
        code.ShouldBe(201, made.ToString());
        made.Metadata["managedFields"u8][0]["apiVersion"u8].AsString().ShouldBe("autoscaling/v1");
        ManagedFieldsTests.Fields(made, "maker").ShouldBe("""{"f:spec":{"f:maxReplicas":{},"f:minReplicas":{},"f:scaleTargetRef":{},"f:targetCPUUtilizationPercentage":{}}}""");
    }

    [Fact]
    public async Task Apply_InAnOldVersion_KeepsItsFieldsAndFindsConflictsFromTheNew()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, made) = await ApplyAsync(server, One + "/h", "first", OfOne);
        code.ShouldBe(201, made.ToString());
        var entry = made.Metadata["managedFields"u8][0];
        entry["apiVersion"u8].AsString().ShouldBe("autoscaling/v1");
        entry["operation"u8].AsString().ShouldBe("Apply");
        ManagedFieldsTests.Fields(made, "first").ShouldContain("f:targetCPUUtilizationPercentage");

        const string Other = $$$"""{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"h"},"spec":{"maxReplicas":9}}""";
        var (refused, status) = await ApplyAsync(server, Two + "/h", "second", Other);
        refused.ShouldBe(409);
        status.Root["message"u8].AsString().ShouldBe("Apply failed with 1 conflict: conflict with \"first\": .spec.maxReplicas");
    }

    [Fact]
    public async Task Applier_ThatMovesToTheNewVersion_TakesItsFieldsAlong()
    {
        await using var server = await ApiServer.StartAsync();
        await ApplyAsync(server, One + "/h", "first", OfOne);
        var (code, moved) = await ApplyAsync(server, Two + "/h", "first", $$$"""{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"h"},"spec":{{{{Target}}}}}""");
        code.ShouldBe(200, moved.ToString());
        ManagedFieldsTests.Owners(moved).ShouldBe(["first"]);
        moved.Metadata["managedFields"u8][0]["apiVersion"u8].AsString().ShouldBe("autoscaling/v2");
        ManagedFieldsTests.Fields(moved, "first").ShouldBe("""{"f:spec":{"f:maxReplicas":{},"f:scaleTargetRef":{"f:apiVersion":{},"f:kind":{},"f:name":{}}}}""");
        // What it does not want any more, under whatever name, has gone: the default has come in its place.
        (await server.SendAsync(HttpMethod.Get, One + "/h")).Body.Spec["targetCPUUtilizationPercentage"u8].AsInt64().ShouldBe(80);
    }

    [Fact]
    public async Task Update_InTheNewVersion_TakesFromTheOwnerInTheOld()
    {
        await using var server = await ApiServer.StartAsync();
        await ApplyAsync(server, One + "/h", "first", OfOne);
        const string Percent = """[{"op":"replace","path":"/spec/metrics/0/resource/target/averageUtilization","value":70}]""";
        var (code, patched) = await server.SendAsync(HttpMethod.Patch, Two + "/h?fieldManager=second", Percent, "application/json-patch+json");
        code.ShouldBe(200, patched.ToString());
        ManagedFieldsTests.Fields(patched, "first").ShouldBe("""{"f:spec":{"f:maxReplicas":{},"f:scaleTargetRef":{}}}""");
        ManagedFieldsTests.Fields(patched, "second").ShouldBe("""{"f:spec":{"f:metrics":{}}}""");
    }

    [Fact]
    public async Task Event_AppliedInItsOwnGroup_IsOwnedInThatGroupsWords()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, made) = await ApplyAsync(server, "/apis/events.k8s.io/v1/namespaces/default/events/e", "first", """
            {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"e","namespace":"default"},"eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"example.com/c",
             "reportingInstance":"i","action":"Do","reason":"Why","type":"Normal","regarding":{"kind":"Pod","namespace":"default","name":"p"},"note":"hello"}
            """);
        code.ShouldBe(201, made.ToString());
        var fields = ManagedFieldsTests.Fields(made, "first");
        fields.ShouldContain("f:note");
        fields.ShouldContain("f:regarding");

        const string Core = """{"apiVersion":"v1","kind":"Event","metadata":{"name":"e"},"message":"bye"}""";
        var (refused, status) = await ApplyAsync(server, "/api/v1/namespaces/default/events/e", "second", Core);
        refused.ShouldBe(409, status.ToString());
        status.Root["message"u8].AsString().ShouldBe("Apply failed with 1 conflict: conflict with \"first\": .note");
    }
}
