namespace Timonier.Documents.Tests;

public class FieldExtractionTests
{
    [Theory]
    [InlineData("""{}""", """{}""")]
    [InlineData("""{"spec":{"replicas":3}}""", """{"f:spec":{"f:replicas":{}}}""")]
    [InlineData("""{"spec":{"replicas":null}}""", """{"f:spec":{"f:replicas":{}}}""")]
    [InlineData("""{"spec":{}}""", """{"f:spec":{}}""")]
    [InlineData("""{"metadata":{"labels":{"a":"1","b":"2"}}}""", """{"f:metadata":{"f:labels":{"f:a":{},"f:b":{}}}}""")]
    [InlineData("""{"metadata":{"labels":{}}}""", """{"f:metadata":{"f:labels":{}}}""")]
    [InlineData("""{"metadata":{"finalizers":["b","a"]}}""", """{"f:metadata":{"f:finalizers":{"v:\"a\"":{},"v:\"b\"":{}}}}""")]
    [InlineData("""{"metadata":{"finalizers":[]}}""", """{}""")]
    [InlineData("""{"spec":{"ranks":[3,1]}}""", """{"f:spec":{"f:ranks":{"v:1":{},"v:3":{}}}}""")]
    [InlineData("""{"spec":{"selector":{"app":"a","tier":"b"}}}""", """{"f:spec":{"f:selector":{}}}""")]
    [InlineData("""{"spec":{"nodes":{"a":"b"}}}""", """{"f:spec":{"f:nodes":{}}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":"i","args":["x"]}]}}""", """{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{".":{},"f:args":{},"f:image":{},"f:name":{}}}}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","ports":[{"port":53},{"port":53,"protocol":"UDP"}]}]}}""",
        """{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{".":{},"f:name":{},"f:ports":{"k:{\"port\":53,\"protocol\":\"TCP\"}":{".":{},"f:port":{}},"k:{\"port\":53,\"protocol\":\"UDP\"}":{".":{},"f:port":{},"f:protocol":{}}}}}}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","limits":{"cpu":1}}]}}""", """{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{".":{},"f:limits":{"f:cpu":{}},"f:name":{}}}}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":"1"},{"name":"a","image":"2"}]}}""", """{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{}}}}""")]
    [InlineData("""{"spec":{"extra":{"a":{"b":1},"c":[{"name":"x"}],"d":{}}}}""", """{"f:spec":{"f:extra":{"f:a":{".":{},"f:b":{}},"f:c":{},"f:d":{}}}}""")]
    [InlineData("""{"spec":{"blob":{"a":{"b":1}}}}""", """{"f:spec":{"f:blob":{}}}""")]
    [InlineData("""{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""", """{"f:status":{"f:conditions":{"k:{\"type\":\"Ready\"}":{".":{},"f:status":{},"f:type":{}}}}}""")]
    [InlineData("""{"unheardOf":{"a":1}}""", """{"f:unheardOf":{"f:a":{}}}""")]
    public void Extract_Object_IsWhatItSays(string json, string expected) =>
        FieldExtraction.Extract(Workload.Schema, Workload.Draft(json)).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("""{"spec":{"replicas":"x"}}""", ".spec.replicas: expected numeric (int or float), got string")]
    [InlineData("""{"spec":{"paused":"x"}}""", ".spec.paused: expected boolean, got &{x}")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", ".metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}")]
    [InlineData("""{"spec":{"zones":"x"}}""", ".spec.zones: expected list, got &{x}")]
    [InlineData("""{"spec":[]}""", ".spec: expected map, got &{[]}")]
    [InlineData("""{"spec":{"oops":1}}""", ".spec.oops: field not declared in schema")]
    [InlineData("""{"spec":{"oops":1,"ouch":2}}""", "errors:\n  .spec.oops: field not declared in schema\n  .spec.ouch: field not declared in schema")]
    [InlineData("""{"spec":{"selector":{"oops":"x"}}}""", ".spec.selector.oops: field not declared in schema")]
    [InlineData("""{"spec":{"containers":[{"name":"a","oops":1}]}}""", ".spec.containers[name=\"a\"].oops: field not declared in schema")]
    [InlineData("""{"spec":{"containers":[{"image":"i"}]}}""", ".spec.containers: element 0: associative list with keys has an element that omits key field \"name\" (and doesn't have default value)")]
    [InlineData("""{"spec":{"containers":[{"name":"a"},{"name":"a"}]}}""", ".spec.containers: duplicate entries for key [name=\"a\"]")]
    [InlineData("""{"spec":{"zones":["a","a"]}}""", ".spec.zones: duplicate entries for key [=\"a\"]")]
    [InlineData("""{"spec":{"zones":[{"a":1}]}}""", ".spec.zones: element 0: associative list without keys has an element that's a map type")]
    [InlineData("""{"spec":{"containers":[{"name":"a","limits":{"cpu":[]}}]}}""", ".spec.containers[name=\"a\"].limits.cpu: expected any scalar, got &{[]}")]
    public void Mistakes_WrongForm_IsNamed(string json, string expected) => ConfigCheck.Mistakes(Workload.Schema, Workload.Draft(json)).ShouldBe(expected);

    [Fact]
    public void Mistakes_OfWhatIsHidden_NameThePlaceOnly() =>
        ConfigCheck.Mistakes(Workload.Schema, Workload.Draft("""{"metadata":{"labels":{"a":["x"]}},"spec":{"paused":"x"}}"""), "<hidden>")
            .ShouldBe("errors:\n  .metadata.labels.a: expected string, got <hidden>\n  .spec.paused: expected boolean, got <hidden>");

    [Theory]
    [InlineData("""{"spec":{"replicas":null,"extra":{"any":["thing"]},"blob":"x"}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","ports":[{"port":53},{"port":53,"protocol":"UDP"}],"limits":{"cpu":1,"memory":"1Gi"}}]}}""")]
    public void Mistakes_GoodForm_AreNone(string json) => ConfigCheck.Mistakes(Workload.Schema, Workload.Draft(json)).ShouldBeNull();
}
