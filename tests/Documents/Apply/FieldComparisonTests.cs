namespace Timonier.Documents.Tests;

public class FieldComparisonTests
{
    [Theory]
    [InlineData("""{"spec":{"replicas":1}}""", """{"spec":{"replicas":1}}""", "{}", "{}", "{}")]
    [InlineData("""{"spec":{"replicas":1}}""", """{"spec":{"replicas":2}}""", "{}", """{"f:spec":{"f:replicas":{}}}""", "{}")]
    [InlineData("""{"spec":{}}""", """{"spec":{"replicas":2}}""", """{"f:spec":{"f:replicas":{}}}""", "{}", "{}")]
    [InlineData("""{"spec":{"replicas":1}}""", """{"spec":{}}""", "{}", "{}", """{"f:spec":{"f:replicas":{}}}""")]
    [InlineData("""{}""", """{"spec":{"replicas":2}}""", """{"f:spec":{".":{},"f:replicas":{}}}""", "{}", "{}")]
    [InlineData("""{"spec":{"replicas":2}}""", """{}""", "{}", "{}", """{"f:spec":{".":{},"f:replicas":{}}}""")]
    [InlineData("""{"metadata":{}}""", """{"metadata":{"labels":{"a":"1"}}}""", """{"f:metadata":{"f:labels":{".":{},"f:a":{}}}}""", "{}", "{}")]
    [InlineData("""{"metadata":{"labels":{"a":"1"}}}""", """{"metadata":{"labels":{"a":"2","b":"3"}}}""", """{"f:metadata":{"f:labels":{"f:b":{}}}}""", """{"f:metadata":{"f:labels":{"f:a":{}}}}""", "{}")]
    [InlineData("""{"metadata":{"labels":null}}""", """{"metadata":{"labels":{}}}""", "{}", """{"f:metadata":{"f:labels":{}}}""", "{}")]
    [InlineData("""{"spec":{"containers":null}}""", """{"spec":{"containers":[{"name":"a"}]}}""", """{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{".":{},"f:name":{}}}}}""", "{}", "{}")]
    [InlineData("""{"spec":{"selector":{"app":"a"}}}""", """{"spec":{"selector":{"app":"a","tier":"b"}}}""", "{}", """{"f:spec":{"f:selector":{}}}""", "{}")]
    [InlineData("""{"spec":{"selector":null}}""", """{"spec":{"selector":{"app":"a"}}}""", "{}", """{"f:spec":{"f:selector":{}}}""", "{}")]
    [InlineData("""{"spec":{"nodes":{"a":"1"}}}""", """{"spec":{"nodes":{"b":"1"}}}""", "{}", """{"f:spec":{"f:nodes":{}}}""", "{}")]
    [InlineData("""{"spec":{"zones":["a","b"]}}""", """{"spec":{"zones":["b","c"]}}""", """{"f:spec":{"f:zones":{"v:\"c\"":{}}}}""", "{}", """{"f:spec":{"f:zones":{"v:\"a\"":{}}}}""")]
    [InlineData("""{"spec":{"zones":["a","b"]}}""", """{"spec":{"zones":["b","a"]}}""", "{}", "{}", "{}")]
    [InlineData("""{"spec":{"containers":[{"name":"a","args":["x"]}]}}""", """{"spec":{"containers":[{"name":"a","args":["y"]}]}}""", "{}", """{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{"f:args":{}}}}}""", "{}")]
    [InlineData("""{"spec":{"containers":[{"name":"a","ports":[{"port":1}]}]}}""", """{"spec":{"containers":[{"name":"a","ports":[{"port":1,"protocol":"TCP"}]}]}}""",
        """{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{"f:ports":{"k:{\"port\":1,\"protocol\":\"TCP\"}":{"f:protocol":{}}}}}}}""", "{}", "{}")]
    [InlineData("""{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""", """{"spec":{"containers":[{"name":"b"},{"name":"a"}]}}""", "{}", "{}", "{}")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":"1"},{"name":"a","image":"2"}]}}""", """{"spec":{"containers":[{"name":"a","image":"1"},{"name":"a","image":"3"}]}}""",
        "{}", """{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{}}}}""", "{}")]
    [InlineData("""{"spec":{"extra":{"a":1,"b":{"c":2}}}}""", """{"spec":{"extra":{"a":2,"b":{}}}}""", "{}", """{"f:spec":{"f:extra":{"f:a":{}}}}""", """{"f:spec":{"f:extra":{"f:b":{"f:c":{}}}}}""")]
    [InlineData("""{"spec":{"extra":{"a":{"b":1}}}}""", """{"spec":{"extra":{"a":"text"}}}""", "{}", """{"f:spec":{"f:extra":{"f:a":{}}}}""", """{"f:spec":{"f:extra":{"f:a":{"f:b":{}}}}}""")]
    [InlineData("""{"spec":{"blob":{"a":1}}}""", """{"spec":{"blob":{"a":2}}}""", "{}", """{"f:spec":{"f:blob":{}}}""", "{}")]
    public void Compare_TwoVersions_FindsWhatDiffers(string before, string after, string added, string modified, string removed)
    {
        var changes = FieldComparison.Compare(Workload.Schema, Workload.Draft(before), Workload.Draft(after));

        changes.Added.ToString().ShouldBe(added);
        changes.Modified.ToString().ShouldBe(modified);
        changes.Removed.ToString().ShouldBe(removed);
    }
}
