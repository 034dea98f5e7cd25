using Timonier.Documents;

namespace Timonier.Documents.Tests;

public class StrategicMergePatchTests
{
    private static readonly TestPlace Spec = TestPlace.Struct(
        ("containers", Merged("name", TestPlace.Struct(("ports", Merged("containerPort", TestPlace.Struct()))))),
        ("finalizers", Merged("", TestPlace.Text)),
        ("strategy", TestPlace.Struct()));

    [Theory]
    [InlineData("""{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1"}]}""", """{"containers":[{"name":"b","image":"2"}]}""",
        """{"containers":[{"name":"a","image":"1"},{"name":"b","image":"2"}]}""")]
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"}]}""", """{"containers":[{"name":"a","$patch":"delete"}]}""", """{"containers":[{"name":"b"}]}""")]
    [InlineData("""{"containers":[{"name":"a"}]}""", """{"containers":[{"name":"c"},{"$patch":"replace"}]}""", """{"containers":[{"name":"c"}]}""")]
    [InlineData("""{"containers":[{"name":"a","args":["x"]}]}""", """{"containers":[{"name":"a","args":["y"]}]}""", """{"containers":[{"name":"a","args":["y"]}]}""")]
    [InlineData("""{"finalizers":["a","b"]}""", """{"finalizers":["c"],"$deleteFromPrimitiveList/finalizers":["a"]}""", """{"finalizers":["c","b"]}""")]
    [InlineData("""{"finalizers":["a","b"]}""", """{"$deleteFromPrimitiveList/finalizers":["a"]}""", """{"finalizers":["b"]}""")]
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"}]}""", """{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"a","image":"2"}]}""",
        """{"containers":[{"name":"b"},{"name":"a","image":"2"}]}""")]
    [InlineData("""{"containers":[{"name":"a"}]}""", """{"containers":[{"name":"new"}]}""", """{"containers":[{"name":"new"},{"name":"a"}]}""")]
    [InlineData("""{"containers":[{"name":"a"},{"name":"s"},{"name":"b"}]}""", """{"$setElementOrder/containers":[{"name":"a"},{"name":"new"},{"name":"b"}],"containers":[{"name":"new"}]}""",
        """{"containers":[{"name":"a"},{"name":"new"},{"name":"s"},{"name":"b"}]}""")]
    [InlineData("""{"strategy":{"type":"RollingUpdate","rollingUpdate":{}}}""", """{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}""", """{"strategy":{"type":"Recreate"}}""")]
    [InlineData("""{"a":{"b":1},"c":2}""", """{"a":{"$patch":"delete"}}""", """{"c":2}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{"$patch":"replace","c":2}}""", """{"a":{"c":2}}""")]
    public void Apply_Directive_DoesWhatItSays(string target, string patch, string expected) =>
        StrategicMergePatch.Apply(DraftObject.Of(Document.Parse(target)), DraftObject.Of(Document.Parse(patch)), Spec).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("""{"containers":[{"image":"x"}]}""", "map: {\"image\":\"x\"} does not contain declared merge key: name")]
    [InlineData("""{"a":{"$patch":"shred"}}""", "Unknown patch type: \"shred\"")]
    public void Apply_BadPatch_SaysWhy(string patch, string message) =>
        Should.Throw<PatchException>(() => StrategicMergePatch.Apply([], DraftObject.Of(Document.Parse(patch)), Spec)).Message.ShouldBe(message);

    private static TestPlace Merged(string key, TestPlace item) => new() { Shape = PlaceShape.List, Item = item, Merges = true, MergeKey = key };
}
