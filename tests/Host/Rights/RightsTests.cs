using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Host.Running;

namespace Timonier.Host.Tests.Rights;

public sealed class RightsTests(NewCluster cluster) : IClassFixture<NewCluster>
{
    private static readonly List<RightsCase> Matrix = RightsCase.ReadAll();

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            for (var i = 0; i < Matrix.Count; i++) cases.Add(i, Matrix[i].Text);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Matrix_EachQuestion_IsAnsweredAsWritten(int number, string text)
    {
        var wanted = Matrix[number];
        var decision = await cluster.Rights.AuthorizeAsync(wanted.Asked, TestContext.Current.CancellationToken);
        decision.Allowed.ShouldBe(wanted.Allowed, text);
        if (wanted.Because.Length > 0) decision.Reason.ShouldBe(wanted.Because, text);
    }

    [Fact]
    public void Matrix_HasEnoughQuestions() => Matrix.Count.ShouldBeGreaterThanOrEqualTo(300);

    [Fact]
    public async Task Components_NoneIsAboveAllRoles()
    {
        var accounts = BootstrapRoles.Objects().Where(o => o.String("kind") == "ClusterRoleBinding").SelectMany(o => o.Array("subjects").OfType<DraftObject>())
            .Where(s => s.String("kind") is "ServiceAccount" or "User").Select(Identity).Append(UserInfo.Node("n1")).Append(new UserInfo(KubeletDoor.ServerName, ["system:authenticated"])).ToList();
        accounts.Count.ShouldBeGreaterThan(35);
        foreach (var account in accounts)
        {
            account.Groups.ShouldNotContain("system:masters");
            foreach (var asked in (AuthorizationAttributes[])[new() { User = account, Verb = "create", Group = "rbac.authorization.k8s.io", Resource = "clusterrolebindings" }, new() { User = account, Verb = "get", NonResourcePath = "/logs" }])
                (await cluster.Rights.AuthorizeAsync(asked, TestContext.Current.CancellationToken)).Allowed.ShouldBeFalse(account.Name);
        }
    }

    [Fact]
    public async Task Controllers_WhoseIdentityTheProcessUses_AreAllBoundToARole()
    {
        foreach (var name in (string[])["deployment-controller", "tokens-controller", "clusterrole-aggregation-controller", "certificate-controller", "kube-dns"])
            (await cluster.Rights.RulesForAsync(UserInfo.Controller(name), "kube-system", TestContext.Current.CancellationToken)).Rules.Count.ShouldBeGreaterThan(3, name);
    }

    private static UserInfo Identity(DraftObject subject) => subject.String("kind") == "ServiceAccount"
        ? UserInfo.Controller(subject.String("name"))
        : new UserInfo(subject.String("name"), ["system:authenticated"]);
}
