using Timonier.Documents;
using Timonier.Host.Verbs.Past;

namespace Timonier.Host.Tests.Past;

public sealed class DifferenceTests
{
    [Fact]
    public void Difference_OfTwoVersions_NamesEachPlaceAndNotWhatEveryWriteChanges()
    {
        var lines = Between(
            """{"metadata":{"name":"a","resourceVersion":"1","generation":1,"labels":{"x":"1","y":"2"}},"spec":{"replicas":1,"containers":[{"name":"one","image":"i"},{"name":"two","image":"j"}],"args":["a","b"]}}""",
            """{"metadata":{"name":"a","resourceVersion":"9","generation":2,"labels":{"y":"3"}},"spec":{"replicas":2,"containers":[{"name":"two","image":"k"},{"name":"one","image":"i"}],"args":["a"]}}""");
        lines.ShouldBe(
        [
            "metadata.labels.x: 1 -> (none)", "metadata.labels.y: 2 -> 3", "spec.replicas: 1 -> 2", "spec.containers[two].image: j -> k", "spec.args[1]: b -> (none)",
        ]);
    }

    [Fact]
    public void Difference_OfASecret_ShowsNoValue()
    {
        var lines = Between("""{"kind":"Secret","data":{"k":"YQ=="}}""", """{"kind":"Secret","data":{"k":"Yg=="}}""");
        lines.ShouldBe(["data.k: (another secret value)"]);
    }

    [Fact]
    public void Writer_OfAVersion_IsTheManagerWhoseEntryChanged_ThoughAllWroteInOneSecond()
    {
        const string Mine = """{"manager":"kubectl","time":"2026-01-01T00:00:00Z","fieldsV1":{"f:spec":{}}}""";
        const string Theirs = """{"manager":"controller","time":"2026-01-01T00:00:00Z","fieldsV1":{"f:status":{}}}""";
        Writer("", Mine).ShouldBe("kubectl");
        Writer(Mine, $"{Theirs},{Mine}").ShouldBe("controller");
        Writer($"{Theirs},{Mine}", $"{Theirs},{Mine}").ShouldBe("kubectl");

        static string Writer(string before, string after) => Difference.WriterOf(Version(before), Version(after));
        static Documents.Node Version(string entries) => Document.Parse($$$"""{"metadata":{"managedFields":[{{{entries}}}]}}""").Root;
    }

    private static List<string> Between(string before, string after) => Difference.Of(Document.Parse(before).Root, Document.Parse(after).Root);
}
