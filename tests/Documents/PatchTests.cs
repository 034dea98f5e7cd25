using FsCheck;
using FsCheck.Fluent;
using Timonier.Documents;

namespace Timonier.Documents.Tests;

public class PatchTests
{
    private static DraftObject Json(string text) => DraftObject.Of(Document.Parse(text));

    private static Draft Any(string text) => Draft.From(Document.Parse(text).Root);

    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    public void MergePatch_ExampleOfTheStandard_GivesItsResult(string target, string patch, string expected) =>
        MergePatch.Apply(Json(target), Any(patch)).ToString().ShouldBe(expected);

    [Fact]
    public void MergePatch_Twice_ChangesNothingMore() => Prop.ForAll<int[], int[]>((a, b) =>
    {
        var target = Tree(a);
        var patch = Tree(b);
        var once = MergePatch.Apply(target.Clone(), patch);
        return Draft.DeepEquals(once, MergePatch.Apply(once.Clone(), patch)) && Draft.DeepEquals(target, Tree(a))
            && Draft.DeepEquals(once, StrategicMergePatch.Apply(target, patch, null));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"a":[1,3]}""", """[{"op":"add","path":"/a/1","value":2}]""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/-","value":2}]""", """{"a":[1,2]}""")]
    [InlineData("""{"a":1,"b":2}""", """[{"op":"remove","path":"/a"}]""", """{"b":2}""")]
    [InlineData("""{"a/b":{"~c":1}}""", """[{"op":"replace","path":"/a~1b/~0c","value":5}]""", """{"a/b":{"~c":5}}""")]
    [InlineData("""{"a":{"x":1},"b":{}}""", """[{"op":"move","from":"/a/x","path":"/b/y"}]""", """{"a":{},"b":{"y":1}}""")]
    [InlineData("""{"a":[1]}""", """[{"op":"copy","from":"/a/0","path":"/b"},{"op":"test","path":"/b","value":1}]""", """{"a":[1],"b":1}""")]
    public void JsonPatch_Operation_DoesWhatItSays(string target, string patch, string expected) =>
        JsonPatch.Apply(Json(target), Any(patch)).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("""{"op":"remove","path":"/a/-1"}""", """{"a":[1,2]}""")]
    [InlineData("""{"op":"replace","path":"/a/-3","value":9}""", """{"a":[9,2,3]}""")]
    [InlineData("""{"op":"add","path":"/a/-1","value":9}""", """{"a":[1,2,3,9]}""")]
    [InlineData("""{"op":"remove","path":"/a/01"}""", """{"a":[1,3]}""")]
    public void JsonPatch_Index_MayCountFromTheEnd(string operation, string expected) =>
        JsonPatch.Apply(Json("""{"a":[1,2,3]}"""), Any($"[{operation}]")).ToString().ShouldBe(expected);

    [Fact]
    public void JsonPatch_Copies_AreBoundedTogether()
    {
        var half = new DraftObject { ["op"] = "copy", ["from"] = "/a", ["path"] = "/b" };
        var target = new DraftObject { ["a"] = new string('x', 2 * 1024 * 1024) };
        JsonPatch.Apply(target, new DraftArray([half])).ShouldNotBeNull();
        var error = Should.Throw<PatchException>(() => JsonPatch.Apply(target, new DraftArray([half, half])));
        error.Fault.ShouldBe(PatchFault.DoesNotFit);
        error.Message.ShouldStartWith("Unable to complete the copy, the accumulated size increase of copy is 41943");
    }

    [Theory]
    [InlineData("""[{"op":"remove","path":"/x/y"}]""", PatchFault.DoesNotFit, "remove operation does not apply: doc is missing path: \"/x/y\": missing value")]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""", PatchFault.NotMeant, "testing value /a failed: test failed")]
    [InlineData("""[{"op":"jump","path":"/a"}]""", PatchFault.DoesNotFit, "Unexpected kind: jump")]
    public void JsonPatch_DoesNotFit_SaysWhy(string patch, PatchFault fault, string message)
    {
        var error = Should.Throw<PatchException>(() => JsonPatch.Apply(Json("""{"a":1}"""), Any(patch)));
        error.Message.ShouldBe(message);
        error.Fault.ShouldBe(fault);
    }

    [Fact]
    public void JsonPatch_TooManyOperations_IsRefused()
    {
        var patch = new DraftArray(Enumerable.Range(0, JsonPatch.MaxOperations + 1).Select(_ => (Draft)new DraftObject { ["op"] = "test", ["path"] = "/b" }));
        Should.Throw<PatchException>(() => JsonPatch.Apply(Json("{}"), patch)).Fault.ShouldBe(PatchFault.TooLarge);
    }

    private static DraftObject Tree(int[] seeds)
    {
        var root = new DraftObject();
        foreach (var seed in seeds)
        {
            var name = "k" + (seed & 3);
            if ((seed & 4) == 0) root.Object(name)["v" + ((seed >> 3) & 1)] = seed;
            else root[name] = seed;
        }
        return root;
    }
}
