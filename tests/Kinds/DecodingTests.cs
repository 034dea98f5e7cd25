using System.Text;
using Timonier.Documents;

namespace Timonier.Kinds.Tests;

public sealed class DecodingTests
{
    [Theory]
    [InlineData("""{"spec":{"replicas":"3"}}""", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"replicas":1.5}}""", "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":[]}""", "json: cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("""{"spec":{"paused":"yes"}}""", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"image":7}]}}}}""", "json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":{}}}}}""", "json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"lots"}}}]}}}}""", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("""{"spec":{"strategy":{"rollingUpdate":{"maxSurge":true}}}}""", "json: cannot unmarshal bool into Go value of type int32")]
    [InlineData("""{"metadata":{"creationTimestamp":"today"}}""", """parsing time "today" as "2006-01-02T15:04:05Z07:00": cannot parse "today" as "2006" """)]
    public void Check_WrongType_SaysItAsGoDoes(string json, string message) =>
        Decoding.Check(Deployment, Draft(json)).Error.ShouldBe(message.Trim());

    [Fact]
    public void Check_UnknownFields_NamesAndPrunesThem()
    {
        var body = Draft("""{"foo":1,"spec":{"bar":2,"template":{"spec":{"containers":[{"name":"a","imagee":"x"}]}}}}""");
        var outcome = Decoding.Check(Deployment, body);
        outcome.Succeeded.ShouldBeTrue();
        outcome.StrictError([]).ShouldBe("strict decoding error: unknown field \"foo\", unknown field \"spec.bar\", unknown field \"spec.template.spec.containers[0].imagee\"");
        body.ToString().ShouldBe("""{"spec":{"template":{"spec":{"containers":[{"name":"a"}]}}}}""");
    }

    [Fact]
    public void Check_NameInOtherCase_IsUnknown() =>
        Decoding.Check(Deployment, Draft("""{"Spec":{}}""")).UnknownFields.ShouldBe(["Spec"]);

    [Fact]
    public void Check_NullsAndEmptyValues_LeaveAsInGo()
    {
        var body = Draft("""{"metadata":{"name":"a","labels":{},"creationTimestamp":null},"spec":{"replicas":0,"paused":false,"minReadySeconds":0,"strategy":{"rollingUpdate":{}}}}""");
        Decoding.Check(Deployment, body).Succeeded.ShouldBeTrue();
        body.ToString().ShouldBe("""{"metadata":{"name":"a"},"spec":{"replicas":0,"strategy":{"rollingUpdate":{}}}}""");
    }

    [Fact]
    public void Check_CleanBody_HasNoStrictError() => Decoding.Check(Deployment, Draft("""{"kind":"Deployment","spec":{}}""")).StrictError([]).ShouldBeNull();

    [Fact]
    public void DuplicateFields_Repeated_AreNamedOnceByPath() =>
        DuplicateFields.Find(Encoding.UTF8.GetBytes("""{"a":1,"spec":{"x":1,"x":2,"x":3,"list":[{"y":1},{"y":1,"y":2}]},"a":2}"""))
            .ShouldBe(["spec.x", "spec.list[1].y", "a"]);

    [Fact]
    public void DuplicateFields_InvalidUtf8_IsNotTheirBusiness() =>
        DuplicateFields.Find([(byte)'{', (byte)'"', 0xFE, (byte)'"', (byte)':', (byte)'1', (byte)'}']).ShouldBeEmpty();

    [Fact]
    public void StrictError_Duplicates_StandBeforeUnknownFields() =>
        new DecodingOutcome(null, ["spec.y"]).StrictError(["duplicate field \"spec.x\""]).ShouldBe("strict decoding error: duplicate field \"spec.x\", unknown field \"spec.y\"");

    private static Kind Deployment => KindCatalogue.BuiltIn.FindKind("apps/v1", "Deployment")!;

    private static DraftObject Draft(string json) => DraftObject.Of(Document.Parse(json));

    [Theory]
    [InlineData("1", "1")]
    [InlineData("0.5", "500m")]
    [InlineData("\"1000m\"", "1")]
    [InlineData("\"1024Ki\"", "1Mi")]
    [InlineData("\"1u\"", "1m")]
    [InlineData("\"1.5Gi\"", "1536Mi")]
    [InlineData("\"8Ei\"", "9223372036854775807")]
    [InlineData("\"100m\"", "100m")]
    [InlineData("\"-1e30\"", "-1e30")]
    public void Amount_OfAResource_IsWrittenInItsShortestForm(string said, string written)
    {
        var body = Yaml.ParseObject(Encoding.UTF8.GetBytes("{spec: {hard: {cpu: " + said + "}}}"));
        Decoding.Check(KindCatalogue.BuiltIn.FindKind("v1", "ResourceQuota")!, body).Succeeded.ShouldBeTrue();
        body.Object("spec").Object("hard").String("cpu").ShouldBe(written);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("\"1024Ki\"", "1Mi")]
    [InlineData("\"1u\"", "1u")]
    public void Amount_OnItsOwn_IsNotRounded(string said, string written)
    {
        var body = Yaml.ParseObject(Encoding.UTF8.GetBytes("{spec: {volumes: [{name: v, emptyDir: {sizeLimit: " + said + "}}]}}"));
        Decoding.Check(KindCatalogue.BuiltIn.FindKind("v1", "Pod")!, body).Succeeded.ShouldBeTrue();
        ((DraftObject)body.Object("spec").Array("volumes")[0]).Object("emptyDir").String("sizeLimit").ShouldBe(written);
    }

    [Theory]
    [InlineData("renewTime", "2020-01-01T00:00:00.500000+02:00", "2019-12-31T22:00:00.500000Z")]
    [InlineData("renewTime", "2020-01-01T00:00:00.123456Z", "2020-01-01T00:00:00.123456Z")]
    public void Time_IsWrittenInUniversalTime(string field, string said, string written)
    {
        var body = new DraftObject { ["spec"] = new DraftObject { [field] = said }, ["metadata"] = new DraftObject { ["creationTimestamp"] = "2020-01-01T00:00:00.9+02:00" } };
        Decoding.Check(KindCatalogue.BuiltIn.FindKind("coordination.k8s.io/v1", "Lease")!, body).Succeeded.ShouldBeTrue();
        body.Object("spec").String(field).ShouldBe(written);
        body.Object("metadata").String("creationTimestamp").ShouldBe("2019-12-31T22:00:00Z");
    }
}
