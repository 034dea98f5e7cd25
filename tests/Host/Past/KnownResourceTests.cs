using Timonier.Documents;
using Timonier.Host.Verbs.Past;

namespace Timonier.Host.Tests.Past;

public sealed class KnownResourceTests
{
    private static readonly Document Discovery = Document.Parse("""
        {"items":[{"metadata":{"name":"apps"},"versions":[
          {"version":"v1","resources":[{"resource":"deployments","singularResource":"deployment","responseKind":{"kind":"Deployment"},"scope":"Namespaced","shortNames":["deploy"],"verbs":["list","watch"]}]},
          {"version":"v1beta1","resources":[{"resource":"deployments","responseKind":{"kind":"Deployment"},"scope":"Namespaced","verbs":["list"]}]}]}]}
        """);

    [Theory]
    [InlineData("deployments", true)]
    [InlineData("deployment", true)]
    [InlineData("deploy", true)]
    [InlineData("Deployment", true)]
    [InlineData("deployments.apps", true)]
    [InlineData("deployments.extensions", false)]
    [InlineData("pods", false)]
    public void Resource_ByAnyOfItsNames_IsFound(string word, bool found) => KnownResource.AllOf(Discovery).Any(resource => resource.IsCalled(word)).ShouldBe(found);

    [Fact]
    public void Resource_InTwoVersions_IsThePreferredOne()
    {
        var deployments = KnownResource.AllOf(Discovery).ShouldHaveSingleItem();
        deployments.Path("n", "a").ShouldBe("/apis/apps/v1/namespaces/n/deployments/a");
        deployments.Path("").ShouldBe("/apis/apps/v1/deployments");
    }
}
