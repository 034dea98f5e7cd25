using Timonier.Api.Admission;
using Timonier.Api.Admission.Policies;
using Timonier.Api.Pipeline;
using Timonier.Cel;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kinds;
using static Timonier.Api.Tests.Admission.Policies.Policies;

namespace Timonier.Api.Tests.Admission.Policies;

/// <summary>What a failed validation does besides refusing, and what policies want to be remembered.</summary>
public class PolicyActionTests
{
    [Theory]
    [InlineData("`Warn`", 201, 1)]
    [InlineData("`Audit`", 201, 0)]
    [InlineData("`Warn`,`Audit`", 201, 1)]
    [InlineData("`Deny`,`Audit`", 422, 0)]
    public async Task Failure_DoesWhatTheBindingSays(string actions, int code, int warnings)
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync("`validations`:[{`expression`:`false`,`message`:`too large`}]", actions: actions);
        using var content = new StringContent(Json("{`metadata`:{`name`:`m`}}"), System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.AskAsync(HttpMethod.Post, Maps, content);
        ((int)answer.StatusCode).ShouldBe(code);
        var told = answer.Headers.TryGetValues("Warning", out var values) ? values : [];
        told.ShouldBe(warnings == 0 ? [] : ["299 - \"Validation failed for ValidatingAdmissionPolicy 'guard' with binding 'guard': too large\""]);
    }

    [Fact]
    public void Annotations_AreMadeOfTheRequest_AndLeftOutWhenEmpty()
    {
        var findings = Judge("""
            "auditAnnotations":[{"key":"size","valueExpression":"'size ' + object.size"},{"key":"none","valueExpression":"null"},{"key":"blank","valueExpression":"' '"},{"key":"odd","valueExpression":"string(object.nothing)"}]
            """);
        findings.Annotations.ShouldBe([("size", "size 3")]);
        findings.AnnotationFaults.ShouldBe(["expression 'string(object.nothing)' resulted in error: no such key: nothing"]);
        Judge("""
            "failurePolicy":"Ignore","auditAnnotations":[{"key":"odd","valueExpression":"string(object.nothing)"}]
            """).AnnotationFaults.ShouldBeEmpty();
    }

    [Fact]
    public void Failures_AreRememberedByPolicyBindingAndExpression()
    {
        var policy = new ValidatingPolicy(Document.Parse("""{"metadata":{"name":"guard"}}"""));
        var binding = PolicyBinding.Of(Document.Parse("""{"metadata":{"name":"b"},"spec":{"validationActions":["Deny","Audit"]}}"""));
        AuditNotes.Failure(policy, binding, 2, "too large").ShouldBe(
            """[{"message":"too large","policy":"guard","binding":"b","expressionIndex":2,"validationActions":["Deny","Audit"]}]""");
    }

    [Fact]
    public void Notes_OfSeveralBindings_AreJoined_EachOnce()
    {
        var call = new AdmissionCall(new ApiCall { User = new UserInfo("u", []), Kind = KindCatalogue.BuiltIn.FindKind("v1", "ConfigMap")!, Verb = "create" }, AdmissionOperation.Create, body: null, old: null);
        var notes = new AuditNotes();
        foreach (var value in (string[])["a", "b", "a", new string('c', 11 * 1024)]) notes.Add("guard", "key", value);
        notes.Publish(call);
        call.Annotations["guard/key"].ShouldBe("a, b, " + new string('c', 10 * 1024));
    }

    private static PolicyFindings Judge(string spec)
    {
        var policy = new ValidatingPolicy(Document.Parse($$$"""{"metadata":{"name":"guard"},"spec":{{{{spec}}}}}"""));
        var body = CelDocument.Wrap(Document.Parse("""{"size":"3"}""").Root, CelType.Dyn);
        return PolicyJudge.Judge(policy, new CelActivation().With("object", body), TestContext.Current.CancellationToken);
    }
}
