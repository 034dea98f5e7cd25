using Timonier.Controllers.AdmissionPolicies;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

public sealed class PolicyStatusLoopTests
{
    private static readonly ResourceName Policies = new("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies");
    private const string Deployments = """{"operations":["CREATE"],"apiGroups":["apps"],"apiVersions":["v1"],"resources":["deployments"]}""";

    [Fact]
    public async Task Policy_OnceWritten_IsCheckedAgainstItsKinds()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<ObjectKey>(cluster, "validatingadmissionpolicy-status-controller", (c, e) => new PolicyStatusController(c, e, new KindRegistry()));
        await cluster.PutAsync(Policies, Policy("""{"expression":"object.spec.replica > 1"}""").ToString(), "");
        var told = await cluster.UntilAsync(Policies, "p", p => p.Status["observedGeneration"u8].AsInt64() == 1, "");
        told.Status["typeChecking"u8]["expressionWarnings"u8][0]["fieldRef"u8].AsString().ShouldBe("spec.validations[0].expression");
        await cluster.PatchAsync(Policies, "p", """{"spec":{"validations":[{"expression":"object.spec.replicas > 1"}]}}""", "");
        var fits = await cluster.UntilAsync(Policies, "p", p => p.Status["observedGeneration"u8].AsInt64() == 2, "");
        fits.Status["typeChecking"u8].ToString().ShouldBe("{}");
    }

    [Theory]
    [InlineData("object.spec.replicas > 1 && object.metadata.namespace == 'a' && object.spec.template.spec.containers.all(c, c.image != '')", null)]
    [InlineData("object.metadata.creationTimestamp < timestamp('2030-01-01T00:00:00Z') && oldObject.metadata.labels['a'] == 'b'", null)]
    [InlineData("object.spec.strategy.rollingUpdate.maxSurge == 1 || object.spec.strategy.rollingUpdate.maxSurge == '25%'", null)]
    [InlineData("object.spec.replicas == 'one'", "apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_==_' applied to '(int, string)'\n | object.spec.replicas == 'one'\n | .....................^\n")]
    [InlineData("object.spec.template.spec.container.size() > 0", "apps/v1, Kind=Deployment: ERROR: <input>:1:26: undefined field 'container'\n | object.spec.template.spec.container.size() > 0\n | .........................^\n")]
    [InlineData("params.data.x == 'y' && params.date == 'z'", "apps/v1, Kind=Deployment: ERROR: <input>:1:31: undefined field 'date'\n | params.data.x == 'y' && params.date == 'z'\n | ..............................^\n")]
    public void Expression_ThatFitsNoObject_IsToldByKind(string expression, string? warning)
    {
        var body = PolicyStatusPlan.Compute(Policy($$"""{"expression":"{{expression}}"}""", ""","paramKind":{"apiVersion":"v1","kind":"ConfigMap"}"""), KindCatalogue.BuiltIn)!;
        var warnings = body.Object("status").Object("typeChecking")["expressionWarnings"] as DraftArray ?? [];
        warnings.Select(w => ((DraftObject)w).String("warning")).ShouldBe(warning is null ? [] : [warning]);
    }

    [Fact]
    public void Generation_ThatWasLookedAt_IsNotLookedAtAgain()
    {
        var policy = DraftObject.Of(Policy("""{"expression":"object.nothing"}"""));
        policy.Object("status")["observedGeneration"] = 1;
        PolicyStatusPlan.Compute(policy.ToDocument(), KindCatalogue.BuiltIn).ShouldBeNull();
    }

    private static Document Policy(string validation, string more = "") => Document.Parse($$$"""
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicy","metadata":{"name":"p","generation":1},
        "spec":{"matchConstraints":{"resourceRules":[{{{Deployments}}}]},"validations":[{{{validation}}}]{{{more}}}}}
        """);
}
