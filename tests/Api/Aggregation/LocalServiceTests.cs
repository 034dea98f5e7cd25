using Timonier.Api.Aggregation;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Tests.Aggregation;

public sealed class LocalServiceTests
{
    private const string Definition = """
        {"metadata":{"name":"kites.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"kites","singular":"kite","kind":"Kite","listKind":"KiteList"},
        "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
        """;

    [Theory]
    [InlineData("v1.", 18000, 1)]
    [InlineData("v1.apps", 17800, 15)]
    [InlineData("v2.autoscaling", 17500, 30)]
    [InlineData("v1.flowcontrol.apiserver.k8s.io", 16100, 21)]
    public async Task GroupVersion_OfThisServer_HasAnApiServiceWithUpstreamsWeights(string name, int group, int version)
    {
        await using var server = await ApiServer.StartAsync();
        var service = (await server.SendAsync(HttpMethod.Get, $"{Shore.OfServices}/{name}")).Body;
        service.Spec["groupPriorityMinimum"u8].AsInt32().ShouldBe(group);
        service.Spec["versionPriority"u8].AsInt32().ShouldBe(version);
        service.Metadata["labels"u8]["kube-aggregator.kubernetes.io/automanaged"].AsString().ShouldBe("onstart");
        var condition = service.Status["conditions"u8][0];
        (condition["type"u8].AsString(), condition["status"u8].AsString(), condition["reason"u8].AsString()).ShouldBe(("Available", "True", "Local"));
    }

    [Fact]
    public async Task Table_ShowsWhoServes()
    {
        await using var server = await ApiServer.StartAsync();
        var table = (await server.GetAsAsync(Shore.OfServices + "/v1.apps", "application/json;as=Table;v=v1;g=meta.k8s.io")).Body;
        var columns = new List<string>();
        foreach (var column in table.Root["columnDefinitions"u8].Items) columns.Add(column["name"u8].AsString());
        columns.ShouldBe(["Name", "Service", "Available", "Age"]);
        table.Root["rows"u8][0]["cells"u8][1].AsString().ShouldBe("Local");
        table.Root["rows"u8][0]["cells"u8][2].AsString().ShouldBe("True");
    }

    [Fact(Timeout = 120_000)]
    public async Task Definition_HasAnApiService_ForAsLongAsItStands()
    {
        await using var shore = await Shore.StartAsync(publish: false);
        (await shore.Server.SendAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition)).Code.ShouldBe(201);
        (await shore.IsAsync("True", name: "v1.example.com")).Reason.ShouldBe("Local");
        var made = (await shore.Server.SendAsync(HttpMethod.Get, Shore.OfServices + "/v1.example.com")).Body;
        made.Spec["groupPriorityMinimum"u8].AsInt32().ShouldBe(1000);
        made.Spec["versionPriority"u8].AsInt32().ShouldBe(100);
        made.Metadata["labels"u8]["kube-aggregator.kubernetes.io/automanaged"].AsString().ShouldBe("true");
        await shore.Server.SendAsync(HttpMethod.Delete, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/kites.example.com");
        await foreach (var change in shore.WatchAsync($"{Shore.OfServices}?watch=1&resourceVersion={made.Metadata["resourceVersion"u8].AsString()}&fieldSelector=metadata.name=v1.example.com"))
            if (change.Root["type"u8].AsString() == "DELETED") break;
    }

    [Fact]
    public void Plan_WhileRunning_LeavesToPeopleWhatIsMadeAtTheStart() =>
        LocalServices.Plan(KindCatalogue.BuiltIn, [], starting: false).ShouldBeEmpty();

    [Fact]
    public void Plan_AtTheStart_PutsRightWhatIsManaged_AndNothingElse()
    {
        var steps = LocalServices.Plan(KindCatalogue.BuiltIn, [Of("v1.apps", "onstart", 3), Of("v1.batch", "", 3), Of("v1.gone", "onstart", 3), Of("v1.old.example.com", "true", 3), Of("v1.people.example.com", "", 3)], starting: true);
        steps.Where(s => s is { Present: not null, Body: not null }).Select(s => s.Present!.Name).ShouldBe(["v1.apps"]);
        steps.Where(s => s.Body is null).Select(s => s.Present!.Name).ShouldBe(["v1.gone", "v1.old.example.com"], ignoreOrder: true);
        steps.ShouldContain(s => s.Present == null && s.Body!.Object("metadata").String("name") == "v1.policy");
        steps.ShouldNotContain(s => s.Present == null && s.Body!.Object("metadata").String("name") == "v1.batch");
    }

    private static Document Of(string name, string managed, int priority) => new DraftObject
    {
        ["metadata"] = new DraftObject { ["name"] = name, ["labels"] = new DraftObject { [LocalServices.Label] = managed } },
        ["spec"] = new DraftObject { ["group"] = name[3..], ["version"] = "v1", ["groupPriorityMinimum"] = priority, ["versionPriority"] = 1 },
    }.ToDocument();
}
