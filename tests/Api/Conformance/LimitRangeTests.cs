using Timonier.Api.Tests.Admission;
using Timonier.Documents;
using static Timonier.Api.Tests.Admission.Namespaced;

namespace Timonier.Api.Tests.Conformance;

/// <summary>What upstream's conformance tests ask of LimitRanges.</summary>
public sealed class LimitRangeTests
{
    private const string Path = Core + "limitranges";
    private const string Limits = """
        {'metadata':{'name':'range'},'spec':{'limits':[{'type':'Container',
         'min':{'cpu':'50m','memory':'100Mi','ephemeral-storage':'100Gi'},'max':{'cpu':'500m','memory':'500Mi','ephemeral-storage':'500Gi'},
         'default':{'cpu':'500m','memory':'500Mi','ephemeral-storage':'500Gi'},'defaultRequest':{'cpu':'100m','memory':'200Mi','ephemeral-storage':'200Gi'}}]}}
        """;

    [Fact(DisplayName = "[sig-scheduling] LimitRange should create a LimitRange with defaults and ensure pod has those defaults applied.")]
    public async Task Pods_GetTheDefaults_AndMayNotLeaveTheRange()
    {
        await using var server = await StartAsync();
        await server.AddAsync(Path, Limits);
        // 1 a pod that says nothing, and one that says a part
        Resources(await server.AddAsync(Core + "pods", Pod(name: "silent")))
            .ShouldBe("cpu=500m,ephemeral-storage=500Gi,memory=500Mi cpu=100m,ephemeral-storage=200Gi,memory=200Mi");
        Resources(await server.AddAsync(Core + "pods", Pod(",'resources':{'requests':{'cpu':'300m'},'limits':{'memory':'300Mi'}}", name: "partly")))
            .ShouldBe("cpu=500m,ephemeral-storage=500Gi,memory=300Mi cpu=300m,ephemeral-storage=200Gi,memory=300Mi");
        // 2 below and above
        (await server.PostAsync(Core + "pods", Pod(",'resources':{'requests':{'cpu':'10m'}}", name: "low"))).Code.ShouldBe(403);
        (await server.PostAsync(Core + "pods", Pod(",'resources':{'limits':{'cpu':'600m'}}", name: "high"))).Code.ShouldBe(403);
        // 3 another range counts for the next pods
        var range = DraftObject.Of(await server.GetsAsync(Path + "/range"));
        ((DraftObject)range.Object("spec").Array("limits")[0])["min"] = new DraftObject { ["cpu"] = "9m", ["memory"] = "49Mi", ["ephemeral-storage"] = "49Gi" };
        (await server.ReplacesAsync(Path + "/range", range)).Spec["limits"u8][0]["min"u8]["cpu"u8].AsString().ShouldBe("9m");
        await server.AddAsync(Core + "pods", Pod(",'resources':{'requests':{'cpu':'10m'}}", name: "low"));
        (await server.PostAsync(Core + "pods", Pod(",'resources':{'limits':{'cpu':'600m'}}", name: "high"))).Code.ShouldBe(403);
        // 4 without it there are no bounds
        await server.DeletesAsync(Path + "/range");
        (await server.NamesAsync(Path)).ShouldBeEmpty();
        Resources(await server.AddAsync(Core + "pods", Pod(",'resources':{'limits':{'cpu':'600m'}}", name: "high"))).ShouldBe("cpu=600m cpu=600m");
    }

    [Fact(DisplayName = "[sig-scheduling] LimitRange should list, patch and delete a LimitRange by collection")]
    public async Task Ranges_InTwoNamespaces_AreListedPatchedAndDeletedByLabel()
    {
        const string All = "/api/v1/limitranges?labelSelector=life%3Dcycle";
        const string Elsewhere = "/api/v1/namespaces/other/limitranges";
        await using var server = await StartAsync();
        await server.CreatesAsync("/api/v1/namespaces", """{"metadata":{"name":"other"}}""");
        foreach (var path in (string[])[Path, Elsewhere]) await server.AddAsync(path, Limits.Replace("'range'", "'range','labels':{'life':'cycle'}", StringComparison.Ordinal));
        (await server.NamesAsync(All)).Count.ShouldBe(2);
        const string Patch = """{"metadata":{"labels":{"range":"patched"}},"spec":{"limits":[{"type":"Container","min":{"cpu":"40m"},"max":{"cpu":"510m"}}]}}""";
        var patched = await server.PatchesAsync(Path + "/range", Patch);
        patched.Metadata["labels"u8]["range"u8].AsString().ShouldBe("patched");
        patched.Spec["limits"u8][0]["min"u8]["cpu"u8].AsString().ShouldBe("40m");
        await server.DeletesAsync(Path + "?labelSelector=range%3Dpatched");
        (await server.NamesAsync(Path)).ShouldBeEmpty();
        (await server.NamesAsync(Elsewhere)).ShouldBe(["range"]);
        (await server.NamesAsync(All)).Count.ShouldBe(1);
    }

    private static string Resources(Document pod)
    {
        var resources = pod.Spec["containers"u8][0]["resources"u8];
        return $"{Sorted(resources["limits"u8])} {Sorted(resources["requests"u8])}";
    }

    private static string Sorted(Node amounts)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var amount in amounts.Members) pairs[amount.Name] = amount.Value.AsString();
        return string.Join(',', pairs.Select(p => $"{p.Key}={p.Value}"));
    }
}
