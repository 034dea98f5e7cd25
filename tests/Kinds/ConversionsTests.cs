using Timonier.Documents;

namespace Timonier.Kinds.Tests;

public sealed class ConversionsTests
{
    [Fact]
    public void Event_OfCore_ReadsAsOneOfItsOwnGroupAndBack()
    {
        const string Core = """{"metadata":{"name":"e"},"involvedObject":{"kind":"Pod","name":"p"},"reason":"R","message":"m","source":{"component":"c"},"count":2,"type":"Normal","reportingComponent":"c","kind":"Event","apiVersion":"v1"}""";
        var body = Draft(Core);
        Conversions.Convert(Find("events.k8s.io/v1", "Event"), body);
        Documents.Draft.DeepEquals(body, Draft("""{"metadata":{"name":"e"},"regarding":{"kind":"Pod","name":"p"},"reason":"R","note":"m","deprecatedSource":{"component":"c"},"deprecatedCount":2,"type":"Normal","reportingController":"c","kind":"Event","apiVersion":"events.k8s.io/v1"}""")).ShouldBeTrue(body.ToString());
        Decoding.Check(Find("events.k8s.io/v1", "Event"), body).StrictError([]).ShouldBeNull();
        Conversions.Convert(Find("v1", "Event"), body);
        Documents.Draft.DeepEquals(body, Draft(Core)).ShouldBeTrue(body.ToString());
    }

    [Fact]
    public void Autoscaler_TargetForCpu_IsAMetricOfV2()
    {
        var body = Draft("""{"metadata":{"name":"h"},"spec":{"maxReplicas":3,"targetCPUUtilizationPercentage":50},"status":{"currentCPUUtilizationPercentage":7},"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v1"}""");
        Conversions.Convert(Find("autoscaling/v2", "HorizontalPodAutoscaler"), body);
        Documents.Draft.DeepEquals(body, Draft("""
            {"metadata":{"name":"h"},"spec":{"maxReplicas":3,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]},
             "status":{"currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":7}}}]},"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v2"}
            """)).ShouldBeTrue(body.ToString());
    }

    // Found by the fuzzer: what stands in an annotation need not have the form of the field it becomes.
    [Theory]
    [InlineData("5")]
    [InlineData("{\"a\":1}")]
    [InlineData("[{\"type\":7}]")]
    [InlineData("[1")]
    public void Autoscaler_AnnotationOfAnotherForm_IsLeftOut(string metrics)
    {
        var body = new DraftObject
        {
            ["metadata"] = new DraftObject { ["name"] = "h", ["annotations"] = new DraftObject { ["autoscaling.alpha.kubernetes.io/metrics"] = metrics } },
            ["spec"] = new DraftObject { ["maxReplicas"] = 3 },
            ["kind"] = "HorizontalPodAutoscaler",
            ["apiVersion"] = "autoscaling/v1",
        };
        Conversions.Convert(Find("autoscaling/v2", "HorizontalPodAutoscaler"), body);
        body.Object("spec").Has("metrics").ShouldBeFalse();
        body.Object("metadata").Has("annotations").ShouldBeFalse();
    }

    [Fact]
    public void Autoscaler_OfV2_LosesNothingOnTheWayThroughV1()
    {
        const string Many = """
            {"metadata":{"name":"h"},"spec":{"maxReplicas":3,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}},{"type":"Pods","pods":{"metric":{"name":"m"},"target":{"type":"AverageValue","averageValue":"1"}}}],
             "behavior":{"scaleUp":{"selectPolicy":"Max"}}},"status":{"desiredReplicas":1,"conditions":[{"type":"AbleToScale","status":"True"}]},"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v2"}
            """;
        var body = Draft(Many);
        Conversions.Convert(Find("autoscaling/v1", "HorizontalPodAutoscaler"), body);
        body.Object("spec")["targetCPUUtilizationPercentage"]!.ToString().ShouldBe("50");
        Decoding.Check(Find("autoscaling/v1", "HorizontalPodAutoscaler"), body).StrictError([]).ShouldBeNull();
        Conversions.Convert(Find("autoscaling/v2", "HorizontalPodAutoscaler"), body);
        Documents.Draft.DeepEquals(body, Draft(Many)).ShouldBeTrue(body.ToString());
    }

    [Theory]
    [InlineData("v1", "regarding.name", "involvedObject.name")]
    [InlineData("v1", "reportingController", "reportingComponent")]
    [InlineData("v1", "metadata.name", "metadata.name")]
    [InlineData("events.k8s.io/v1", "involvedObject.uid", "regarding.uid")]
    public void Field_OfAnEvent_IsCalledAsItsVersionDoes(string version, string field, string expected) => Conversions.Field(Find(version, "Event"), field).ShouldBe(expected);

    private static Kind Find(string apiVersion, string kind) => KindCatalogue.BuiltIn.FindKind(apiVersion, kind).ShouldNotBeNull();

    private static DraftObject Draft(string json) => DraftObject.Of(Document.Parse(json));
}
