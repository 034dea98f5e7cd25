using Timonier.Api.Tests.Samples;
using Timonier.Documents;

namespace Timonier.Api.Tests.Conformance;

/// <summary>Kinds that are found by discovery and answer every verb, as upstream's conformance tests ask them.</summary>
public sealed class ApiOperationTests
{
    public static IEnumerable<TheoryDataRow<string>> Kinds =>
    [
        Row("flowcontrol.apiserver.k8s.io/v1 flowschemas", "[sig-api-machinery] API priority and fairness should support FlowSchema API operations"),
        Row("flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations", "[sig-api-machinery] API priority and fairness should support PriorityLevelConfiguration API operations"),
        Row("certificates.k8s.io/v1 certificatesigningrequests", "[sig-auth] Certificates API [Privileged:ClusterAdmin] should support CSR API operations"),
        Row("discovery.k8s.io/v1 endpointslices", "[sig-network] EndpointSlice should support creating EndpointSlice API operations"),
        Row("networking.k8s.io/v1 ingresses", "[sig-network] Ingress API should support creating Ingress API operations"),
        Row("networking.k8s.io/v1 ingressclasses", "[sig-network] IngressClass API should support creating IngressClass API operations"),
        Row("networking.k8s.io/v1 ipaddresses", "[sig-network] ServiceCIDR and IPAddress API should support IPAddress API operations"),
        Row("networking.k8s.io/v1 servicecidrs", "[sig-network] ServiceCIDR and IPAddress API should support ServiceCIDR API operations"),
        Row("coordination.k8s.io/v1 leases", "[sig-node] Lease lease API should be available"),
        Row("v1 configmaps", "[sig-node] ConfigMap should run through a ConfigMap lifecycle"),
        Row("v1 podtemplates", "[sig-node] PodTemplates should run the lifecycle of PodTemplates"),
        Row("apps/v1 controllerrevisions", "[sig-apps] ControllerRevision should manage the lifecycle of a ControllerRevision"),
        Row("node.k8s.io/v1 runtimeclasses", "[sig-node] RuntimeClass should support RuntimeClasses API operations"),
        Row("storage.k8s.io/v1 csistoragecapacities", "[sig-storage] CSIStorageCapacity should support CSIStorageCapacities API operations"),
    ];

    private static TheoryDataRow<string> Row(string resource, string sentence) => new(resource) { TestDisplayName = sentence };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Kind_OfferedByDiscovery_AnswersEveryVerb(string resource)
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of(resource);

        // 1 discovery names the group, its version, and the resource with its parts
        var root = (sample.Kind.Group.Length == 0 ? "/api/" : "/apis/") + sample.Kind.ApiVersion;
        if (sample.Kind.Group.Length > 0)
        {
            (await server.GetsAsync("/apis")).ToString().ShouldContain($"\"name\":\"{sample.Kind.Group}\"");
            (await server.GetsAsync($"/apis/{sample.Kind.Group}")).ToString().ShouldContain($"\"groupVersion\":\"{sample.Kind.ApiVersion}\"");
        }
        var offered = (await server.GetsAsync(root)).ToString();
        foreach (var name in sample.Kind.Subresources.Select(s => $"{sample.Kind.Plural}/{s.Name}").Prepend(sample.Kind.Plural)) offered.ShouldContain($"\"name\":\"{name}\"");

        // 2 three are made and read
        const string Selector = "labelSelector=special%3Dtest";
        var start = server.Store.CurrentRevision;
        string[] names = await MakeAsync(server, sample);
        (await server.GetsAsync($"{sample.Collection}/{names[0]}")).Name.ShouldBe(names[0]);
        (await server.NamesAsync($"{sample.Collection}?{Selector}")).ShouldBe(names, ignoreOrder: true);
        if (sample.Kind.Namespaced) (await server.NamesAsync($"{root}/{sample.Kind.Plural}?{Selector}")).ShouldBe(names, ignoreOrder: true);

        // 3 one is patched and replaced
        var patched = await server.PatchesAsync($"{sample.Collection}/{names[0]}", """{"metadata":{"annotations":{"patched":"true"}}}""");
        patched.Metadata["annotations"u8]["patched"u8].AsString().ShouldBe("true");
        var updated = DraftObject.Of(patched);
        updated.Object("metadata").Object("annotations")["updated"] = "true";
        (await server.ReplacesAsync($"{sample.Collection}/{names[0]}", updated)).Metadata["annotations"u8]["updated"u8].AsString().ShouldBe("true");
        foreach (var part in (string[])["status", "approval"])
            if (sample.Kind.Subresource(part) is not null) await ThroughAsync(server, $"{sample.Collection}/{names[0]}/{part}");

        // 4 one is deleted, then all; the watch has seen everything
        await server.DeletesAsync($"{sample.Collection}/{names[0]}");
        (await server.SendAsync(HttpMethod.Get, $"{sample.Collection}/{names[0]}")).Code.ShouldBe(404);
        (await server.NamesAsync($"{sample.Collection}?{Selector}")).Count.ShouldBe(2);
        await server.DeletesAsync($"{sample.Collection}?{Selector}");
        (await server.NamesAsync($"{sample.Collection}?{Selector}")).ShouldBeEmpty();
        var lines = await server.WatchLinesAsync($"{sample.Collection}?watch=true&resourceVersion={start}&{Selector}&fieldSelector=metadata.name%3D{names[0]}&timeoutSeconds=1", 100);
        var types = lines.Select(l => l.Root["type"u8].AsString()).ToList();
        types[0].ShouldBe("ADDED");
        types[^1].ShouldBe("DELETED");
        types[1..^1].ShouldAllBe(type => type == "MODIFIED");
        types.Count.ShouldBeGreaterThanOrEqualTo(4);
    }

    private static async Task<string[]> MakeAsync(ApiServer server, Sample sample)
    {
        // An address is its own name.
        string[] names = sample.Kind.Name == "IPAddress" ? ["192.0.2.7", "192.0.2.8", "192.0.2.9"] : ["first", "second", "third"];
        foreach (var name in names)
        {
            var body = sample.Body.CloneObject();
            body.Object("metadata")["name"] = name;
            body.Object("metadata").Object("labels")["special"] = "test";
            await server.CreatesAsync(sample.Collection, body.ToString());
        }
        return names;
    }

    private static async Task ThroughAsync(ApiServer server, string path)
    {
        var read = await server.GetsAsync(path);
        (await server.PatchesAsync(path, """{"status":{"conditions":[{"type":"Approved","status":"True","reason":"Test","message":"seen","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""")).Uid.ShouldBe(read.Uid);
        var body = DraftObject.Of(await server.GetsAsync(path));
        (await server.ReplacesAsync(path, body)).Uid.ShouldBe(read.Uid);
    }
}
