namespace Timonier.Documents.Tests;

public class FieldSetTests
{
    [Theory]
    [InlineData("""{}""", """{}""")]
    [InlineData("""{"f:b":{},"f:a":{}}""", """{"f:a":{},"f:b":{}}""")]
    [InlineData("""{"f:spec":{"f:replicas":{},".":{}}}""", """{"f:spec":{".":{},"f:replicas":{}}}""")]
    [InlineData("""{"f:spec":{"f:replicas":{}}}""", """{"f:spec":{"f:replicas":{}}}""")]
    [InlineData("""{"i:2":{},"v:\"x\"":{},"k:{\"name\":\"a\"}":{},"f:z":{}}""", """{"f:z":{},"k:{\"name\":\"a\"}":{},"v:\"x\"":{},"i:2":{}}""")]
    [InlineData("""{"k:{\"protocol\":\"TCP\",\"port\":80}":{}}""", """{"k:{\"port\":80,\"protocol\":\"TCP\"}":{}}""")]
    [InlineData("""{"k:{\"port\":443}":{},"k:{\"port\":80}":{}}""", """{"k:{\"port\":80}":{},"k:{\"port\":443}":{}}""")]
    [InlineData("""{"k:{\"port\":80,\"protocol\":\"UDP\"}":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":{}}""", """{"k:{\"port\":80,\"protocol\":\"TCP\"}":{},"k:{\"port\":80,\"protocol\":\"UDP\"}":{}}""")]
    [InlineData("""{"v:true":{},"v:\"a\"":{},"v:10":{},"v:9":{}}""", """{"v:9":{},"v:10":{},"v:\"a\"":{},"v:true":{}}""")]
    [InlineData("""{"i:10":{},"i:9":{}}""", """{"i:9":{},"i:10":{}}""")]
    [InlineData("""{"f:Z":{},"f:a":{},"f:A":{}}""", """{"f:A":{},"f:Z":{},"f:a":{}}""")]
    [InlineData("""{"x:future":{},"f:a":{}}""", """{"f:a":{}}""")]
    [InlineData("""{".":{},"f:a":{}}""", """{"f:a":{}}""")]
    [InlineData("""{"v:\"a<b\"":{}}""", "{\"v:\\\"a\\\\u003cb\\\"\":{}}")]
    public void Parse_Written_IsSorted(string json, string expected) => FieldSet.Parse(json).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"f":{}}""")]
    [InlineData("""{"spec":{}}""")]
    [InlineData("""{"k:name":{}}""")]
    [InlineData("""{"k:[1]":{}}""")]
    [InlineData("""{"v:{":{}}""")]
    [InlineData("""{"i:one":{}}""")]
    [InlineData("""{"f:spec":1}""")]
    [InlineData("""{"f:spec":null}""")]
    public void Parse_NotAFieldSet_Throws(string json) => Should.Throw<FormatException>(() => FieldSet.Parse(json));

    [Theory]
    [InlineData("""{"f:a":{}}""", """{"f:b":{}}""", """{"f:a":{},"f:b":{}}""", """{}""", """{"f:a":{}}""")]
    [InlineData("""{"f:a":{}}""", """{"f:a":{}}""", """{"f:a":{}}""", """{"f:a":{}}""", """{}""")]
    [InlineData("""{"f:a":{".":{},"f:b":{}}}""", """{"f:a":{}}""", """{"f:a":{".":{},"f:b":{}}}""", """{"f:a":{}}""", """{"f:a":{"f:b":{}}}""")]
    [InlineData("""{"f:a":{"f:b":{}}}""", """{"f:a":{}}""", """{"f:a":{".":{},"f:b":{}}}""", """{}""", """{"f:a":{"f:b":{}}}""")]
    [InlineData("""{"f:a":{}}""", """{"f:a":{"f:b":{}}}""", """{"f:a":{".":{},"f:b":{}}}""", """{}""", """{"f:a":{}}""")]
    [InlineData("""{"f:a":{"f:x":{},"f:y":{}}}""", """{"f:a":{"f:y":{},"f:z":{}}}""", """{"f:a":{"f:x":{},"f:y":{},"f:z":{}}}""", """{"f:a":{"f:y":{}}}""", """{"f:a":{"f:x":{}}}""")]
    [InlineData("""{"k:{\"n\":1}":{},"v:1":{}}""", """{"v:1":{},"i:1":{}}""", """{"k:{\"n\":1}":{},"v:1":{},"i:1":{}}""", """{"v:1":{}}""", """{"k:{\"n\":1}":{}}""")]
    public void Operations_TwoSets_AnswerUnionIntersectionDifference(string left, string right, string union, string intersection, string difference)
    {
        var (a, b) = (FieldSet.Parse(left), FieldSet.Parse(right));

        a.Union(b).ToString().ShouldBe(union);
        b.Union(a).ToString().ShouldBe(union);
        a.Intersection(b).ToString().ShouldBe(intersection);
        b.Intersection(a).ToString().ShouldBe(intersection);
        a.Difference(b).ToString().ShouldBe(difference);
    }

    [Theory]
    [InlineData("""{"f:spec":{"f:a":{}},"f:status":{"f:b":{}}}""", """{"f:status":{}}""", """{"f:spec":{"f:a":{}}}""")]
    [InlineData("""{"f:metadata":{"f:labels":{".":{},"f:x":{}},"f:annotations":{}}}""", """{"f:metadata":{"f:labels":{}}}""", """{"f:metadata":{"f:annotations":{}}}""")]
    [InlineData("""{"f:status":{"f:b":{}}}""", """{"f:status":{}}""", """{}""")]
    public void Outside_Prefix_TakesAllBelowItAway(string set, string prefixes, string expected) =>
        FieldSet.Parse(set).Outside(FieldSet.Parse(prefixes)).ToString().ShouldBe(expected);

    [Fact]
    public void Leaves_PathsThatLeadOn_AreLeftOut() =>
        FieldSet.Parse("""{"f:a":{".":{},"f:b":{}},"f:c":{}}""").Leaves().ToString().ShouldBe("""{"f:a":{"f:b":{}},"f:c":{}}""");

    [Theory]
    [InlineData("""{"f:spec":{"f:replicas":{}}}""", ".spec.replicas")]
    [InlineData("""{"f:c":{"k:{\"name\":\"web\"}":{"f:image":{}}}}""", ".c[name=\"web\"].image")]
    [InlineData("""{"f:p":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{}}}""", ".p[port=80,protocol=\"TCP\"]")]
    [InlineData("""{"f:z":{"v:\"eu\"":{}}}""", ".z[=\"eu\"]")]
    [InlineData("""{"f:z":{"v:7":{}}}""", ".z[=7]")]
    [InlineData("""{"f:z":{"i:7":{}}}""", ".z[7]")]
    public void PathText_Path_IsShownAsUpstreamShowsIt(string set, string expected) =>
        FieldSet.Parse(set).Paths().Select(FieldSet.PathText).ShouldBe([expected]);

    [Fact]
    public void Paths_Levels_EndBeforeTheyDescend() =>
        FieldSet.Parse("""{"f:a":{".":{},"f:x":{}},"f:b":{}}""").Paths().Select(FieldSet.PathText).ShouldBe([".a", ".b", ".a.x"]);

    [Theory]
    [InlineData("""{"f:spec":{"f:replicas":{}}}""", true, true)]
    [InlineData("""{"f:spec":{"f:replicas":{},"f:paused":{}}}""", true, false)]
    [InlineData("""{"f:spec":{"f:paused":{}}}""", false, false)]
    [InlineData("""{"f:spec":{}}""", false, false)]
    public void Entry_AskedForPaths_AnswersAsTheSetWould(string paths, bool meets, bool covers)
    {
        var entry = ManagedEntry.Read(Workload.Draft("""{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{},"f:zones":{".":{}}}}}"""));

        entry.Meets(FieldSet.Parse(paths)).ShouldBe(meets);
        entry.Covers(FieldSet.Parse(paths)).ShouldBe(covers);
        entry.With(entry.Fields).Meets(FieldSet.Parse(paths)).ShouldBe(meets);
        entry.With(entry.Fields).Covers(FieldSet.Parse(paths)).ShouldBe(covers);
    }
}
