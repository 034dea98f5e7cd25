namespace Timonier.Documents.Tests;

public class ApplyTests
{
    // What one applier applied first, then applies, and what stands then.
    [Theory]
    [InlineData("""{"spec":{"replicas":1}}""", """{"spec":{"replicas":2}}""", """{"spec":{"replicas":2}}""")]
    [InlineData("""{"spec":{"replicas":1,"paused":true}}""", """{"spec":{"replicas":1}}""", """{"spec":{"replicas":1}}""")]
    [InlineData("""{"spec":{"replicas":1}}""", """{}""", """{}""")]
    [InlineData("""{"metadata":{"labels":{"a":"1","b":"2"}}}""", """{"metadata":{"labels":{"b":"2"}}}""", """{"metadata":{"labels":{"b":"2"}}}""")]
    [InlineData("""{"metadata":{"labels":{"a":"1"}},"spec":{"replicas":1}}""", """{"spec":{"replicas":1}}""", """{"spec":{"replicas":1}}""")]
    [InlineData("""{"spec":{"zones":["a","b"]}}""", """{"spec":{"zones":["b","c"]}}""", """{"spec":{"zones":["b","c"]}}""")]
    [InlineData("""{"spec":{"selector":{"app":"a","tier":"b"}}}""", """{"spec":{"selector":{"app":"c"}}}""", """{"spec":{"selector":{"app":"c"}}}""")]
    [InlineData("""{"spec":{"nodes":{"a":"1"}}}""", """{"spec":{"nodes":{"b":"1"}}}""", """{"spec":{"nodes":{"b":"1"}}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1"}]}}""", """{"spec":{"containers":[{"name":"b","image":"2"}]}}""", """{"spec":{"containers":[{"name":"b","image":"2"}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","args":["x","y"]}]}}""", """{"spec":{"containers":[{"name":"a","args":["y"]}]}}""", """{"spec":{"containers":[{"name":"a","args":["y"]}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":"1"}]}}""", """{"spec":{"containers":[{"name":"a"}]}}""", """{"spec":{"containers":[{"name":"a"}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","ports":[{"port":53},{"port":53,"protocol":"UDP"}]}]}}""", """{"spec":{"containers":[{"name":"a","ports":[{"port":53,"protocol":"UDP"}]}]}}""",
        """{"spec":{"containers":[{"name":"a","ports":[{"port":53,"protocol":"UDP"}]}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","ports":[{"port":53}]}]}}""", """{"spec":{"containers":[{"name":"a","ports":[{"port":53,"protocol":"TCP","name":"dns"}]}]}}""",
        """{"spec":{"containers":[{"name":"a","ports":[{"port":53,"protocol":"TCP","name":"dns"}]}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]}]}}""", """{"spec":{"containers":[{"name":"a","env":[{"name":"Y","value":"3"}]}]}}""",
        """{"spec":{"containers":[{"name":"a","env":[{"name":"Y","value":"3"}]}]}}""")]
    [InlineData("""{"spec":{"extra":{"a":1,"b":[1]}}}""", """{"spec":{"extra":{"b":[2]}}}""", """{"spec":{"extra":{"b":[2]}}}""")]
    [InlineData("""{"spec":{"blob":{"a":1}}}""", """{"spec":{"blob":{"b":1}}}""", """{"spec":{"blob":{"b":1}}}""")]
    [InlineData("""{"spec":{"strategy":{"type":"R","surge":1}}}""", """{"spec":{"strategy":{"type":"R"}}}""", """{"spec":{"strategy":{"type":"R"}}}""")]
    [InlineData("""{"spec":{"strategy":{"type":"R"}}}""", """{"spec":{"strategy":{"surge":"10%"}}}""", """{"spec":{"strategy":{"surge":"10%"}}}""")]
    public void Apply_Again_ChangesAndUnsetsWhatTheApplierSaid(string first, string second, string expected) =>
        new LiveObject().Apply("alice", first).Apply("alice", second).Json.ShouldBe(expected);

    // What an updater wrote, what an applier applies over it by force, and what stands then.
    [Theory]
    [InlineData("""{"spec":{"replicas":1}}""", """{"spec":{"paused":true}}""", """{"spec":{"replicas":1,"paused":true}}""")]
    [InlineData("""{"metadata":{"labels":{"a":"1"}}}""", """{"metadata":{"labels":{"b":"2"}}}""", """{"metadata":{"labels":{"a":"1","b":"2"}}}""")]
    [InlineData("""{"spec":{"zones":["a"]}}""", """{"spec":{"zones":["b"]}}""", """{"spec":{"zones":["a","b"]}}""")]
    [InlineData("""{"spec":{"zones":["a","b","c"]}}""", """{"spec":{"zones":["d","b"]}}""", """{"spec":{"zones":["a","d","b","c"]}}""")]
    [InlineData("""{"spec":{"zones":["a","b"]}}""", """{"spec":{"zones":["b","a"]}}""", """{"spec":{"zones":["b","a"]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"x","image":"1"}]}}""", """{"spec":{"containers":[{"name":"y","image":"2"}]}}""", """{"spec":{"containers":[{"name":"x","image":"1"},{"name":"y","image":"2"}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"x","image":"1","args":["a"]}]}}""", """{"spec":{"containers":[{"name":"x","args":["b"]}]}}""", """{"spec":{"containers":[{"name":"x","image":"1","args":["b"]}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"x","ports":[{"port":80,"protocol":"TCP"}]}]}}""", """{"spec":{"containers":[{"name":"x","ports":[{"port":80,"name":"web"}]}]}}""",
        """{"spec":{"containers":[{"name":"x","ports":[{"port":80,"protocol":"TCP","name":"web"}]}]}}""")]
    [InlineData("""{"spec":{"selector":{"app":"a"}}}""", """{"spec":{"selector":{"tier":"b"}}}""", """{"spec":{"selector":{"tier":"b"}}}""")]
    [InlineData("""{"spec":{"extra":{"a":{"b":1}}}}""", """{"spec":{"extra":{"a":{"c":2}}}}""", """{"spec":{"extra":{"a":{"b":1,"c":2}}}}""")]
    [InlineData("""{"metadata":{"labels":{"a":"1"}}}""", """{"metadata":{"labels":null}}""", """{"metadata":{"labels":{"a":"1"}}}""")]
    [InlineData("""{"status":{"conditions":[{"type":"A","status":"True"}]}}""", """{"status":{"conditions":[{"type":"B","status":"False"}]}}""", """{"status":{"conditions":[{"type":"A","status":"True"},{"type":"B","status":"False"}]}}""")]
    public void Apply_OverOthersFields_MergesWithThem(string written, string applied, string expected) =>
        LiveObject.CreatedBy("bob", written).Apply("alice", applied, force: true).Json.ShouldBe(expected);

    // What bob wrote, what alice wants, and whom she meets.
    [Theory]
    [InlineData("""{"spec":{"replicas":1}}""", """{"spec":{"replicas":2}}""", "conflict with \"bob\" using v1: .spec.replicas")]
    [InlineData("""{"spec":{"selector":{"app":"a"}}}""", """{"spec":{"selector":{"app":"a","tier":"b"}}}""", "conflict with \"bob\" using v1: .spec.selector")]
    [InlineData("""{"spec":{"nodes":{"a":"1"}}}""", """{"spec":{"nodes":{"a":"2"}}}""", "conflict with \"bob\" using v1: .spec.nodes")]
    [InlineData("""{"metadata":{"labels":{"a":"1"}}}""", """{"metadata":{"labels":{"a":"2"}}}""", "conflict with \"bob\" using v1: .metadata.labels.a")]
    [InlineData("""{"spec":{"containers":[{"name":"c","image":"1"}]}}""", """{"spec":{"containers":[{"name":"c","image":"2"}]}}""", "conflict with \"bob\" using v1: .spec.containers[name=\"c\"].image")]
    [InlineData("""{"spec":{"containers":[{"name":"c","ports":[{"port":80,"name":"x"}]}]}}""", """{"spec":{"containers":[{"name":"c","ports":[{"port":80,"name":"y"}]}]}}""",
        "conflict with \"bob\" using v1: .spec.containers[name=\"c\"].ports[port=80,protocol=\"TCP\"].name")]
    [InlineData("""{"spec":{"containers":[{"name":"c","args":["a"]}]}}""", """{"spec":{"containers":[{"name":"c","args":["a","b"]}]}}""", "conflict with \"bob\" using v1: .spec.containers[name=\"c\"].args")]
    [InlineData("""{"spec":{"extra":{"a":{"b":1}}}}""", """{"spec":{"extra":{"a":{"b":2}}}}""", "conflict with \"bob\" using v1: .spec.extra.a.b")]
    [InlineData("""{"spec":{"blob":1}}""", """{"spec":{"blob":2}}""", "conflict with \"bob\" using v1: .spec.blob")]
    [InlineData("""{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""", """{"status":{"conditions":[{"type":"Ready","status":"False"}]}}""", "conflict with \"bob\" using v1: .status.conditions[type=\"Ready\"].status")]
    public void Apply_OtherValueThanAnother_IsAConflict(string written, string applied, string conflict)
    {
        LiveObject.CreatedBy("bob", written).Conflicts("alice", applied).ShouldBe([conflict]);
        new LiveObject().Apply("bob", written).Conflicts("alice", applied).ShouldBe([conflict.Replace(" using v1", "", StringComparison.Ordinal)]);
    }

    // Nobody is in the way of these.
    [Theory]
    [InlineData("""{"spec":{"replicas":1}}""", """{"spec":{"replicas":1}}""")]
    [InlineData("""{"spec":{"selector":{"app":"a"}}}""", """{"spec":{"selector":{"app":"a"}}}""")]
    [InlineData("""{"spec":{"zones":["a"]}}""", """{"spec":{"zones":["b"]}}""")]
    [InlineData("""{"metadata":{"labels":{"a":"1"}}}""", """{"metadata":{"labels":{"b":"1"}}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"c","ports":[{"port":53,"protocol":"TCP","name":"x"}]}]}}""", """{"spec":{"containers":[{"name":"c","ports":[{"port":53,"protocol":"UDP","name":"y"}]}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"c","image":"1"}]}}""", """{"spec":{"containers":[{"name":"c","args":["x"]}]}}""")]
    public void Apply_OtherFieldsOrTheSameValue_IsNoConflict(string written, string applied) =>
        LiveObject.CreatedBy("bob", written).Conflicts("alice", applied).ShouldBeEmpty();

    [Fact]
    public void Describe_OneConflict_IsOneLine() =>
        FieldConflict.Describe([new(ManagerId.Updater("bob", "apps/v1"), ".spec.replicas")]).ShouldBe("Apply failed with 1 conflict: conflict with \"bob\" using apps/v1: .spec.replicas");

    [Fact]
    public void Describe_SeveralConflicts_AreGroupedByManager() =>
        FieldConflict.Describe(
        [
            new(ManagerId.Updater("kubectl", "apps/v1", "scale"), ".spec.replicas"), new(ManagerId.Applier("anna"), ".spec.a"), new(ManagerId.Applier("anna"), ".spec.b"),
        ]).ShouldBe("""
            Apply failed with 3 conflicts: conflicts with "anna":
            - .spec.a
            - .spec.b
            conflicts with "kubectl" with subresource "scale" using apps/v1:
            - .spec.replicas
            """);
}
