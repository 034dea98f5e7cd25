using Timonier.Documents;

namespace Timonier.Kinds.Tests;

public class RulesTests
{
    internal static string Found(string group, string kind, string json, string? old = null, string subresource = "") =>
        string.Join("; ", Validation.Validate(group, kind, Document.Parse(json), old is null ? null : Document.Parse(old), subresource).Select(c => $"{c.Field}: {c.Message}"));

    [Theory]
    [InlineData("", "Pod", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a","image":"i"}]}}""", "")]
    [InlineData("", "Pod", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a","image":"i"},{"name":"a"}]}}""",
        "spec.containers[1].image: Required value; spec.containers[1].name: Duplicate value: \"a\"")]
    [InlineData("", "Pod", """{"metadata":{},"spec":{}}""", "metadata.name: Required value: name or generateName is required; spec.containers: Required value")]
    [InlineData("apps", "Deployment", """{"metadata":{"name":"d"},"spec":{"replicas":-1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"c"}},"spec":{"containers":[{"name":"a","image":"i"}]}}}}""",
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0; spec.template.metadata.labels: Invalid value: {\"a\":\"c\"}: `selector` does not match template `labels`")]
    [InlineData("", "Service", """{"metadata":{"name":"s"},"spec":{"ports":[{"port":0}]}}""", "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive")]
    public void Validate_Object_FindsWhatUpstreamFinds(string group, string kind, string json, string expected) => Found(group, kind, json).ShouldBe(expected);

    [Theory]
    [InlineData("""{"name":"c","finalizers":["mine"]}""", "metadata.finalizers[0]: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully qualified")]
    [InlineData("""{"name":"c","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"","uid":"u"}]}""", "metadata.ownerReferences.name: Invalid value: \"\": must not be empty")]
    [InlineData("""{"name":"c","annotations":{"A B":"x"}}""",
        "metadata.annotations: Invalid value: \"A B\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [InlineData("""{"name":"c","labels":{"a":"b!"}}""",
        "metadata.labels: Invalid value: \"b!\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")]
    public void Metadata_Wrong_IsTold(string metadata, string expected) => Found("", "ConfigMap", "{\"metadata\":" + metadata + "}").ShouldBe(expected);

    [Fact]
    public void Metadata_HugeAnnotations_AreTooLong() =>
        Found("", "ConfigMap", "{\"metadata\":{\"name\":\"c\",\"annotations\":{\"a\":\"" + new string('x', 262144) + "\"}}}").ShouldBe("metadata.annotations: Too long: may not be more than 262144 bytes");

    [Fact]
    public void Metadata_TwoControllers_AreInvalid() =>
        Found("", "ConfigMap", """{"metadata":{"name":"c","ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"a","uid":"1","controller":true},{"apiVersion":"v1","kind":"Pod","name":"b","uid":"2","controller":true}]}}""")
            .ShouldEndWith("Only one reference can have Controller set to true. Found \"true\" in references for Pod/a and Pod/b");

    [Fact]
    public void Namespace_OnAClusterKind_IsForbidden() =>
        Found("", "Namespace", """{"metadata":{"name":"n","namespace":"x"}}""").ShouldBe("metadata.namespace: Forbidden: not allowed on this type");

    [Fact]
    public void Finalizer_AddedWhileDeleting_IsForbidden() =>
        Found("", "ConfigMap", """{"metadata":{"name":"c","deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["a.b/c","x.y/z"]}}""",
            """{"metadata":{"name":"c","deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["a.b/c"]}}""")
            .ShouldBe("metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"x.y/z\"}");
}
