using Timonier.Contracts.Cluster;
using Timonier.Controllers.Certificates;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

public sealed class ServingApprovalTests
{
    private const string Subject = "O=system:nodes, CN=system:node:n1";
    private const string Serving = "'digital signature','server auth'";
    private const string Asker = ",'username':'system:node:n1','groups':['system:nodes','system:authenticated']";

    private static readonly ObjectSnapshot Nodes = ObjectSnapshot.Empty
        .With(Node("n1", "10.0.0.1", "10.0.0.9", "fd00::1"))
        .With(Node("n2", "10.0.0.2", "10.0.0.9"));

    [Theory]
    [InlineData("n1", "10.0.0.1")]
    [InlineData("n1", "fd00:0::1")]
    [InlineData("n1", "")]
    [InlineData("", "10.0.0.1")]
    public void Request_ForTheNodesOwnNames_IsApproved(string dns, string address)
    {
        var written = (UpdateAction)Planned(Requests.Body(Signers.KubeletServing, Subject, Serving, Asker, dns, address)).Actions.ShouldHaveSingleItem();
        written.Subresource.ShouldBe("approval");
        var approved = Condition.ListOf(((DraftObject)written.Body).ToDocument().Status["conditions"u8]).ShouldHaveSingleItem();
        (approved.Type, approved.Status, approved.Reason).ShouldBe(("Approved", "True", "AutoApproved"));
    }

    [Theory]
    [InlineData("n2", "10.0.0.1", Asker, "the name of another node")]
    [InlineData("kubernetes.default.svc", "", Asker, "a name of the server")]
    [InlineData("N1", "", Asker, "not its name to the letter")]
    [InlineData("n1", "10.0.0.2", Asker, "an address of another node")]
    [InlineData("n1", "10.0.0.9", Asker, "an address that two nodes say they have")]
    [InlineData("n1", "127.0.0.1", Asker, "an address that it has not told of")]
    [InlineData("n1", "10.0.0.1", ",'username':'system:node:n2','groups':['system:nodes']", "another node asks")]
    [InlineData("n1", "10.0.0.1", ",'username':'system:node:n1','groups':['system:authenticated']", "a user who is called like a node")]
    [InlineData("n1", "10.0.0.1", ",'username':'system:bootstrap:abcdef','groups':['system:bootstrappers','system:nodes']", "who joins is no node yet")]
    public void Request_ForAnythingElse_IsLeftToPeople(string dns, string address, string asker, string because) =>
        Planned(Requests.Body(Signers.KubeletServing, Subject, Serving, asker, dns, address)).Actions.ShouldBeEmpty(because);

    [Theory]
    [InlineData("{'conditions':[{'type':'Denied','status':'True'}]}")]
    [InlineData("{'conditions':[{'type':'Approved','status':'True'}]}")]
    [InlineData("{'certificate':'eA=='}")]
    public void Request_ThatIsDecided_IsLeftAsItIs(string status) =>
        Planned(Requests.Body(Signers.KubeletServing, Subject, Serving, Asker, "n1", status: status)).Actions.ShouldBeEmpty();

    [Fact]
    public void Request_OfANodeThatIsNotKnown_Waits() =>
        ServingApproval.Compute(Parse(Requests.Body(Signers.KubeletServing, Subject, Serving, Asker, "n1")), ObjectSnapshot.Empty).Actions.ShouldBeEmpty();

    [Fact]
    public void Request_ThatItsSignerWouldNotSign_IsNotApproved()
    {
        Planned(Requests.Body(Signers.KubeletServing, Subject, "'digital signature','server auth','client auth'", Asker, "n1")).Actions.ShouldBeEmpty();
        Planned(Requests.Body(Signers.KubeletServing, "O=system:masters, CN=system:node:n1", Serving, Asker, "n1")).Actions.ShouldBeEmpty();
        Planned(Requests.Body(Signers.KubeletClient, Subject, Serving, Asker, "n1")).Actions.ShouldBeEmpty();
        Planned(Requests.Body(Signers.KubeletServing, "O=system:nodes, CN=system:node:n2", Serving, Asker, "n1")).Actions.ShouldBeEmpty();
    }

    private static ControllerPlan Planned(string request) => ServingApproval.Compute(Parse(request), Nodes);

    private static Document Node(string name, params string[] addresses) => Parse(
        $"{{'apiVersion':'v1','kind':'Node','metadata':{{'name':'{name}'}},'status':{{'addresses':[{string.Join(',', addresses.Select(a => $"{{'type':'InternalIP','address':'{a}'}}"))},{{'type':'Hostname','address':'{name}'}}]}}}}");
}
