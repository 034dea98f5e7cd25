using Timonier.Documents;

namespace Timonier.Api.Tests.Writes;

/// <summary>Who owns what after creates, updates and patches.</summary>
public sealed class ManagedFieldsTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Merge = "application/merge-patch+json";
    private const string Deployment = """
        {"metadata":{"name":"d","labels":{"app":"a"}},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
        "spec":{"containers":[{"name":"c","image":"i:1","ports":[{"containerPort":80}]}]}}}}
        """;

    [Fact]
    public async Task Create_Deployment_IsOwnedFieldByField()
    {
        await using var server = await ApiServer.StartAsync();

        var (_, made) = await server.SendAsync(HttpMethod.Post, Deployments + "?fieldManager=maker", Deployment);

        var entry = made.Metadata["managedFields"u8][0];
        entry["manager"u8].AsString().ShouldBe("maker");
        entry["operation"u8].AsString().ShouldBe("Update");
        entry["apiVersion"u8].AsString().ShouldBe("apps/v1");
        entry["fieldsType"u8].AsString().ShouldBe("FieldsV1");
        entry["time"u8].AsTime().ShouldNotBeNull();
        entry["fieldsV1"u8].ToString().ShouldBe("""
            {"f:metadata":{"f:labels":{".":{},"f:app":{}}},
            "f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},"f:revisionHistoryLimit":{},"f:selector":{},
            "f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},"f:type":{}},
            "f:template":{"f:metadata":{"f:labels":{".":{},"f:a":{}}},
            "f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},
            "f:ports":{".":{},"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},
            "f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},
            "f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Write_WithoutFieldManager_IsKnownByItsUserAgent()
    {
        await using var server = await ApiServer.StartAsync();
        using var body = new StringContent("""{"metadata":{"name":"a"},"data":{"k":"1"}}""");
        body.Headers.ContentType = new("application/json");

        using var response = await server.AskAsync(HttpMethod.Post, ConfigMaps, body, "admin", ("User-Agent", "kubectl/v1.36.0 (linux/amd64)"));

        (await ApiServer.ReadAsync(response)).Body.Metadata["managedFields"u8][0]["manager"u8].AsString().ShouldBe("kubectl");
    }

    [Fact]
    public async Task StatusPatch_IsAnEntryOfItsSubresource()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, Deployments + "?fieldManager=maker", Deployment);

        var (_, patched) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d/status?fieldManager=loop", """{"status":{"replicas":1}}""", Merge);

        Owners(patched).ShouldBe(["maker", "loop/status"], ignoreOrder: true);
        Fields(patched, "loop").ShouldBe("""{"f:status":{"f:replicas":{}}}""");
    }

    [Fact]
    public async Task Update_ThatSetsStatusToo_OwnsNoStatus()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, Deployments + "?fieldManager=maker", Deployment);

        var (_, patched) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=other", """{"spec":{"replicas":2},"status":{"replicas":9}}""", Merge);

        Fields(patched, "other").ShouldBe("""{"f:spec":{"f:replicas":{}}}""");
    }

    [Fact]
    public async Task Scale_Update_OwnsTheReplicasOfTheWorkload()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, Deployments + "?fieldManager=maker", Deployment);

        await server.SendAsync(HttpMethod.Patch, Deployments + "/d/scale?fieldManager=scaler", """{"spec":{"replicas":4}}""", Merge);

        var (_, now) = await server.SendAsync(HttpMethod.Get, Deployments + "/d");
        Owners(now).ShouldBe(["maker", "scaler/scale"], ignoreOrder: true);
        Fields(now, "scaler").ShouldBe("""{"f:spec":{"f:replicas":{}}}""");
        Fields(now, "maker").ShouldNotContain("f:replicas");
    }

    [Theory]
    [InlineData("""{"data":{"k":"1"}}""")]
    [InlineData("""{"metadata":{"labels":null}}""")]
    [InlineData("{}")]
    public async Task Patch_ThatChangesNothing_WritesNothing(string patch)
    {
        await using var server = await ApiServer.StartAsync();
        var (_, made) = await server.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldManager=maker", """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var (_, patched) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a?fieldManager=other", patch, Merge);

        patched.ToString().ShouldBe(made.ToString());
    }

    [Fact]
    public async Task Update_WithoutTheList_KeepsTheOwners()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldManager=maker", """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var (_, updated) = await server.SendAsync(HttpMethod.Put, ConfigMaps + "/a?fieldManager=other", """{"metadata":{"name":"a"},"data":{"k":"1","n":"2"}}""");

        Fields(updated, "maker").ShouldBe("""{"f:data":{".":{},"f:k":{}}}""");
        Fields(updated, "other").ShouldBe("""{"f:data":{"f:n":{}}}""");
    }

    [Theory]
    [InlineData("""{"metadata":{"managedFields":[{}]}}""")]
    [InlineData("""{"metadata":{"managedFields":[]}}""")]
    public async Task Patch_WithAnEmptyList_ForgetsAllOwners(string patch)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldManager=maker", """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var (_, reset) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a?fieldManager=other", patch, Merge);
        var (_, later) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a?fieldManager=other", """{"data":{"k":"2"}}""", Merge);

        reset.Metadata["managedFields"u8].Exists.ShouldBeFalse();
        later.Metadata["managedFields"u8].Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task JsonPatch_OfTheList_RenamesAnOwner()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldManager=maker", """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var (_, patched) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a", """[{"op":"replace","path":"/metadata/managedFields/0/manager","value":"heir"}]""", "application/json-patch+json");

        Owners(patched).ShouldBe(["heir"]);
    }

    [Fact]
    public async Task Component_InTheProcess_IsKnownByItsUser()
    {
        await using var server = await ApiServer.StartAsync();

        var made = await server.Client.CreateAsync(new("", "v1", "configmaps"), "default", DraftObject.Of(Document.Parse("""{"metadata":{"name":"a"},"data":{"k":"1"}}""")), cancellation: TestContext.Current.CancellationToken);

        Owners(made.Value!).ShouldBe(["admin"]);
    }

    [Theory]
    [InlineData("POST", "?fieldManager=a%07b", "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\ab\": invalid character U+0007 (at position 1)")]
    [InlineData("PATCH", "/a?force=true", "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch")]
    public async Task Options_ThatMakeNoSense_AreRefused(string method, string query, string message)
    {
        await using var server = await ApiServer.StartAsync();

        var (code, status) = await server.SendAsync(new HttpMethod(method), ConfigMaps + query, "{}", method == "POST" ? "application/json" : Merge);

        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldBe(message);
    }

    [Fact]
    public async Task FieldManager_OfMoreThan128Bytes_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();

        var (code, status) = await server.SendAsync(HttpMethod.Post, $"{ConfigMaps}?fieldManager={new string('x', 129)}", "{}");

        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldEndWith("fieldManager: Too long: may not be more than 128 bytes");
    }

    internal static string[] Owners(Document value)
    {
        var owners = new List<string>();
        foreach (var entry in value.Metadata["managedFields"u8].Items)
            owners.Add(entry["manager"u8].AsString() + (entry["subresource"u8].Exists ? "/" + entry["subresource"u8].AsString() : ""));
        return [.. owners];
    }

    internal static string Fields(Document value, string manager)
    {
        foreach (var entry in value.Metadata["managedFields"u8].Items)
            if (entry["manager"u8].AsString() == manager) return entry["fieldsV1"u8].ToString();
        return "";
    }
}
