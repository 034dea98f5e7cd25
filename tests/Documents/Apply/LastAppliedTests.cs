namespace Timonier.Documents.Tests;

/// <summary>From client-side to server-side apply, as the same tool does it.</summary>
public class LastAppliedTests
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    [Fact]
    public void Apply_FieldsOfTheClientSideApply_AreTakenOverWithoutConflict() =>
        ClientApplied("""{"apiVersion":"v1","spec":{"replicas":1}}""", """{"spec":{"replicas":1}}""").Apply("kubectl", """{"apiVersion":"v1","spec":{"replicas":2}}""")
            .Body!.Object("spec").ToString().ShouldBe("""{"replicas":2}""");

    [Fact]
    public void Apply_ByAnotherManager_MeetsTheClientSideApplier() =>
        ClientApplied("""{"apiVersion":"v1","spec":{"replicas":1}}""", """{"spec":{"replicas":1}}""").Conflicts("argo", """{"apiVersion":"v1","spec":{"replicas":2}}""")
            .ShouldBe(["conflict with \"kubectl-client-side-apply\" using v1: .spec.replicas"]);

    [Fact]
    public void Apply_FieldChangedSince_IsStillAConflict() =>
        ClientApplied("""{"apiVersion":"v1","spec":{"replicas":1}}""", """{"spec":{"replicas":5}}""").Conflicts("kubectl", """{"apiVersion":"v1","spec":{"replicas":2}}""")
            .ShouldBe(["conflict with \"kubectl-client-side-apply\" using v1: .spec.replicas"]);

    [Fact]
    public void Apply_OneTakenOverAndOneInTheWay_ReportsTheOther() =>
        ClientApplied("""{"apiVersion":"v1","spec":{"replicas":1}}""", """{"spec":{"replicas":1,"paused":true}}""").Conflicts("kubectl", """{"apiVersion":"v1","spec":{"replicas":2,"paused":false}}""")
            .ShouldBe(["conflict with \"kubectl-client-side-apply\" using v1: .spec.paused"]);

    [Fact]
    public void Apply_AnnotationOfAnotherVersion_HelpsNothing() =>
        ClientApplied("""{"apiVersion":"v9","spec":{"replicas":1}}""", """{"spec":{"replicas":1}}""").Conflicts("kubectl", """{"apiVersion":"v1","spec":{"replicas":2}}""").Length.ShouldBe(1);

    [Fact]
    public void Apply_AnnotationThatIsNotJson_HelpsNothing() =>
        ClientApplied("{", """{"spec":{"replicas":1}}""").Conflicts("kubectl", """{"apiVersion":"v1","spec":{"replicas":2}}""").Length.ShouldBe(1);

    [Fact]
    public void Apply_AnnotatedObject_RenewsTheAnnotation() =>
        ClientApplied("""{"apiVersion":"v1","spec":{"replicas":1}}""", """{"spec":{"replicas":1}}""").Apply("kubectl", """{"spec":{"replicas":2},"apiVersion":"v1"}""")
            .Body!.Object("metadata").Object("annotations").String(Annotation).ShouldBe("{\"apiVersion\":\"v1\",\"spec\":{\"replicas\":2}}\n");

    [Fact]
    public void Apply_ByAnotherManager_LeavesTheAnnotation() =>
        ClientApplied("""{"apiVersion":"v1","spec":{"replicas":1}}""", """{"spec":{"replicas":1}}""").Apply("argo", """{"apiVersion":"v1","spec":{"paused":true}}""")
            .Body!.Object("metadata").Object("annotations").String(Annotation).ShouldBe("""{"apiVersion":"v1","spec":{"replicas":1}}""");

    [Fact]
    public void Apply_PlainObject_GetsNoAnnotation() =>
        new LiveObject().Apply("kubectl", """{"apiVersion":"v1","spec":{"replicas":2}}""").Json.ShouldBe("""{"apiVersion":"v1","spec":{"replicas":2}}""");

    [Fact]
    public void Apply_AnnotationWouldBeTooLong_TakesItAway() =>
        ClientApplied("""{"apiVersion":"v1"}""", """{"spec":{"replicas":1}}""").Apply("kubectl", $$$$"""{"apiVersion":"v1","spec":{"extra":{"long":"{{{{new string('x', 300_000)}}}}"}}}""")
            .Body!.Object("metadata").Object("annotations").Has(Annotation).ShouldBeFalse();

    private static LiveObject ClientApplied(string config, string rest)
    {
        var body = Workload.Draft(rest);
        body.Object("metadata").Object("annotations")[Annotation] = config;
        return LiveObject.CreatedBy("kubectl-client-side-apply", body.ToString());
    }
}
