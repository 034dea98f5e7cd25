using System.Text;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Documents.Tests;

public class StatusDocumentTests
{
    [Fact]
    public void Of_Failure_IsTheStatusOfTheWireAndComesBack()
    {
        var status = Status.NotFound(new("apps", "v1", "deployments"), "web");
        var document = StatusDocument.Of(status);
        document.ToString().ShouldBe(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"deployments.apps \"web\" not found","reason":"NotFound","details":{"name":"web","group":"apps","kind":"deployments"},"code":404}""");
        StatusDocument.Parse(document).Message.ShouldBe(status.Message);
        StatusDocument.Parse(document).Details!.Kind.ShouldBe("deployments");
    }

    [Theory]
    [InlineData("""{"kind":"Pod","metadata":{"name":"a","resourceVersion":"7"},"spec":{}}""", """{"kind":"Pod","metadata":{"name":"a","resourceVersion":"42"},"spec":{}}""")]
    [InlineData("""{"kind":"Pod"}""", """{"kind":"Pod","metadata":{"resourceVersion":"42"}}""")]
    public void ResourceVersionSlot_Filled_IsTheObjectWithItsVersion(string json, string filled) =>
        Encoding.UTF8.GetString(ResourceVersionSlot.Of(DraftObject.Of(Document.Parse(json))).With(42).Span).ShouldBe(filled);

    [Theory]
    [InlineData("""{"matchLabels":{"app":"web"}}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"app","operator":"NotIn","values":["web"]}]}""", false)]
    [InlineData("{}", true)]
    [InlineData("null", false)]
    public void LabelSelectors_ObjectForm_Matches(string selector, bool matches) =>
        LabelSelectors.Of(Document.Parse(selector).Root).Matches(Document.Parse("""{"app":"web"}""").Root).ShouldBe(matches);
}
