using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Host.Running;
using Timonier.Kernel;

namespace Timonier.Host.Tests.Rights;

public sealed class ReconciliationTests : IAsyncLifetime
{
    private readonly NewCluster cluster = new();

    public ValueTask InitializeAsync() => cluster.InitializeAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Role_ThatLostARule_GetsItBackAndKeepsItsOwn()
    {
        await ChangeAsync("system:basic-user", role => role["rules"] = new DraftArray([Rule("get", "widgets")]));
        var rules = await RestartAsync("system:basic-user");
        rules.ShouldContain("\"widgets\"");
        rules.ShouldContain("\"selfsubjectaccessreviews\"");
        rules.ShouldContain("\"selfsubjectreviews\"");
    }

    [Fact]
    public async Task Role_ThatIsNotToBeUpdated_StaysAsItIs()
    {
        await ChangeAsync("system:discovery", role =>
        {
            role.Object("metadata").Object("annotations")["rbac.authorization.kubernetes.io/autoupdate"] = "false";
            role["rules"] = new DraftArray([Rule("get", "widgets")]);
        });
        (await RestartAsync("system:discovery")).ShouldNotContain("/openapi");
    }

    [Fact]
    public async Task Role_ThatLacksNothing_IsNotWritten()
    {
        var before = await ReadAsync("cluster-admin");
        await BootstrapAccess.EnsureAsync(cluster.Api, TestContext.Current.CancellationToken);
        (await ReadAsync("cluster-admin")).ResourceVersion.ShouldBe(before.ResourceVersion);
    }

    [Fact]
    public async Task Aggregate_AfterARestart_KeepsTheRulesItGathered()
    {
        var before = await ReadAsync("edit");
        await BootstrapAccess.EnsureAsync(cluster.Api, TestContext.Current.CancellationToken);
        (await ReadAsync("edit")).ResourceVersion.ShouldBe(before.ResourceVersion);
        before.Metadata["labels"u8]["rbac.authorization.k8s.io/aggregate-to-admin"u8].AsString().ShouldBe("true");
    }

    [Fact]
    public async Task Aggregate_WithANewPart_GainsItsRules()
    {
        var part = new DraftObject
        {
            ["metadata"] = new DraftObject { ["name"] = "widget-view", ["labels"] = new DraftObject { ["rbac.authorization.k8s.io/aggregate-to-view"] = "true" } },
            ["rules"] = new DraftArray([Rule("get", "widgets")]),
        };
        (await cluster.Admin.CreateAsync(NewCluster.ClusterRoles, "", part)).IsSuccess.ShouldBeTrue();
        await cluster.AggregateAsync();
        foreach (var role in (string[])["view", "edit", "admin"])
            (await ReadAsync(role)).Root["rules"u8].ToString().ShouldContain("\"widgets\"");
    }

    private static DraftObject Rule(string verb, string resource) => new()
    {
        ["apiGroups"] = new DraftArray(["example.com"]), ["resources"] = new DraftArray([resource]), ["verbs"] = new DraftArray([verb]),
    };

    private async Task<Document> ReadAsync(string name) => (await cluster.Admin.GetAsync(NewCluster.ClusterRoles, "", name)).Value!;

    private async Task ChangeAsync(string name, Action<DraftObject> change)
    {
        var role = DraftObject.Of(await ReadAsync(name));
        change(role);
        (await cluster.Admin.UpdateAsync(NewCluster.ClusterRoles, "", role)).IsSuccess.ShouldBeTrue();
    }

    private async Task<string> RestartAsync(string name)
    {
        await BootstrapAccess.EnsureAsync(cluster.Api, TestContext.Current.CancellationToken);
        return (await ReadAsync(name)).Root["rules"u8].ToString()!;
    }
}
