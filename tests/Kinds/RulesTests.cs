using Timonier.Documents;

namespace Timonier.Kinds.Tests;

public class RulesTests
{
    [Theory]
    [InlineData("", "Pod", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a","image":"i"}]}}""", "")]
    [InlineData("", "Pod", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a","image":"i"},{"name":"a"}]}}""",
        "spec.containers[1].name: Duplicate value: \"a\"; spec.containers[1].image: Required value")]
    [InlineData("", "Pod", """{"metadata":{},"spec":{}}""", "metadata.name: Required value: name or generateName is required; spec.containers: Required value")]
    [InlineData("apps", "Deployment", """{"metadata":{"name":"d"},"spec":{"replicas":-1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"c"}},"spec":{"containers":[{"name":"a","image":"i"}]}}}}""",
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0; spec.template.metadata.labels: Invalid value: {\"a\":\"c\"}: `selector` does not match template `labels`")]
    [InlineData("", "Service", """{"metadata":{"name":"s"},"spec":{"ports":[{"port":0}]}}""", "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive")]
    public void Validate_Object_FindsWhatUpstreamFinds(string group, string kind, string json, string expected) =>
        string.Join("; ", Validation.Validate(group, kind, Document.Parse(json), null, "").Select(c => $"{c.Field}: {c.Message}")).ShouldBe(expected);
}
