namespace Timonier.Api.Tests.Abuse;

/// <summary>
/// A node whose kubelet was taken over tries to draw other pods to itself, by every way in which its Node can be written:
/// labels, taints and owners that are not its to choose (CVE-2025-5187 for the last).
/// </summary>
public sealed class NodeIdentityTests
{
    private const string Node = "system:node:n1|system:nodes";
    private const string Nodes = "/api/v1/nodes";
    private const string Merge = "application/merge-patch+json";
    private const string Json = "application/json-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Apply = "application/apply-patch+yaml";
    private const string Owner = """[{"apiVersion":"v1","kind":"Namespace","name":"gone","uid":"u"}]""";

    private static async Task<ApiServer> WithNodeAsync()
    {
        var server = await ApiServer.StartAsync(withRoles: true);
        await server.GrantAsync("system:node:n1", "*", "*", "*");
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        await server.SendAsync(HttpMethod.Post, Nodes, """{"metadata":{"name":"n1"},"spec":{"taints":[{"key":"secure","effect":"NoSchedule"}]}}""");
        (await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/pods", """{"metadata":{"name":"p","labels":{"app":"a"}},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i"}]}}""")).Code.ShouldBe(201);
        return server;
    }

    public static TheoryData<string, string, string> Labels => new()
    {
        { "n1", Merge, """{"metadata":{"labels":{"node-restriction.kubernetes.io/tier":"gold"}}}""" },
        { "n1", Strategic, """{"metadata":{"labels":{"node-restriction.kubernetes.io/tier":"gold"}}}""" },
        { "n1", Json, """[{"op":"add","path":"/metadata/labels","value":{"node-restriction.kubernetes.io/tier":"gold"}}]""" },
        { "n1?fieldManager=m&force=true", Apply, """{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1","labels":{"node-restriction.kubernetes.io/tier":"gold"}}}""" },
        { "n1/status", Merge, """{"metadata":{"labels":{"node-restriction.kubernetes.io/tier":"gold"}}}""" },
        { "n1/status", Strategic, """{"metadata":{"labels":{"node-restriction.kubernetes.io/tier":"gold"}}}""" },
        { "n1/status?fieldManager=m&force=true", Apply, """{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1","labels":{"node-restriction.kubernetes.io/tier":"gold"}}}""" },
        { "n1", Merge, """{"metadata":{"labels":{"a.node-restriction.kubernetes.io/tier":"gold"}}}""" },
    };

    public static TheoryData<string, string, string> Owners => new()
    {
        { "n1", Merge, $$$"""{"metadata":{"ownerReferences":{{{Owner}}}}}""" },
        { "n1", Json, $$$"""[{"op":"add","path":"/metadata/ownerReferences","value":{{{Owner}}}}]""" },
        { "n1", Strategic, $$$"""{"metadata":{"ownerReferences":{{{Owner}}}}}""" },
        { "n1?fieldManager=m", Apply, $$$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1","ownerReferences":{{{Owner}}}}}""" },
        { "n1/status", Merge, $$$"""{"metadata":{"ownerReferences":{{{Owner}}}}}""" },
    };

    public static TheoryData<string, string, string> Taints => new()
    {
        { "n1", Merge, """{"spec":{"taints":null}}""" },
        { "n1", Json, """[{"op":"remove","path":"/spec/taints"}]""" },
        { "n1", Strategic, """{"spec":{"taints":[{"$patch":"replace"}]}}""" },
        { "n1?fieldManager=m&force=true", Apply, """{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"},"spec":{"taints":[{"key":"other","effect":"NoSchedule"}]}}""" },
        { "n1/status", Merge, """{"spec":{"taints":null}}""" },
    };

    [Theory]
    [MemberData(nameof(Labels))]
    [MemberData(nameof(Owners))]
    [MemberData(nameof(Taints))]
    public async Task Node_ByAnyWayOfWriting_KeepsWhatItMayNotChoose(string path, string media, string body)
    {
        await using var server = await WithNodeAsync();
        var (code, _) = await server.SendAsync(HttpMethod.Patch, $"{Nodes}/{path}", body, media, Node);
        var (_, now) = await server.SendAsync(HttpMethod.Get, Nodes + "/n1");
        now.Metadata["ownerReferences"u8].Count.ShouldBe(0);
        now.Metadata["labels"u8].Count.ShouldBe(0);
        // The other one is of a node that has just come.
        now.Spec["taints"u8].Count.ShouldBe(2);
        now.Spec["taints"u8][0]["key"u8].AsString().ShouldBe("secure");
        // Upstream leaves aside what a status write says of the rest; else it is refused.
        code.ShouldBeOneOf(path.Contains("/status", StringComparison.Ordinal) ? [200, 403] : [403]);
    }

    [Fact]
    public async Task Node_ThatOthersGaveAnOwner_MayStillReport()
    {
        await using var server = await WithNodeAsync();
        (await server.SendAsync(HttpMethod.Patch, Nodes + "/n1", $$$"""{"metadata":{"ownerReferences":{{{Owner}}}}}""", Merge)).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Patch, Nodes + "/n1", """{"metadata":{"labels":{"a":"b"}}}""", Merge, Node)).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Patch, Nodes + "/n1", """{"metadata":{"ownerReferences":null}}""", Merge, Node)).Code.ShouldBe(403);
    }

    [Fact]
    public async Task PodStatus_DoesNotCarryLabels()
    {
        await using var server = await WithNodeAsync();
        await server.SendAsync(HttpMethod.Patch, "/api/v1/namespaces/default/pods/p/status", """{"metadata":{"labels":{"app":"frontend"}}}""", Merge, Node);
        var (_, now) = await server.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/pods/p");
        now.Metadata["labels"u8]["app"u8].AsString().ShouldBe("a");
    }

    [Theory]
    [InlineData("system:node:|system:nodes")]
    [InlineData("system:node:N1|system:nodes")]
    [InlineData("system:node:n1/status|system:nodes")]
    [InlineData("system:node:n1|system:authenticated")]
    public async Task User_WithANameLikeANodes_IsNotThatNode(string user)
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.SendAsync(HttpMethod.Post, Nodes, """{"metadata":{"name":"n1"}}""");
        (await server.SendAsync(HttpMethod.Patch, Nodes + "/n1", """{"metadata":{"labels":{"a":"b"}}}""", Merge, user)).Code.ShouldBe(403);
    }
}
