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
        new DecodingOutcome(null, ["spec.y"]).StrictError(["spec.x"]).ShouldBe("strict decoding error: duplicate field \"spec.x\", unknown field \"spec.y\"");

    private static Kind Deployment => KindCatalogue.BuiltIn.FindKind("apps/v1", "Deployment")!;

    private static DraftObject Draft(string json) => DraftObject.Of(Document.Parse(json));
}
