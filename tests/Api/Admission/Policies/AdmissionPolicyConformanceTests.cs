using Timonier.Documents;
using static Timonier.Api.Tests.Admission.Policies.Policies;

namespace Timonier.Api.Tests.Admission.Policies;

public class AdmissionPolicyConformanceTests
{
    private const string Validating = "[sig-api-machinery] ValidatingAdmissionPolicy [Privileged:ClusterAdmin] ";
    private const string Mutating = "[sig-api-machinery] MutatingAdmissionPolicy [Privileged:ClusterAdmin] ";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Constraints = "`resourceRules`:[{`operations`:[`CREATE`,`UPDATE`],`apiGroups`:[`apps`],`apiVersions`:[`v1`],`resources`:[`deployments`]}]";
    private const string Labelled = ",`matchResources`:{`namespaceSelector`:{`matchLabels`:{`kubernetes.io/metadata.name`:`default`}}}";

    [Fact(DisplayName = Validating + "should validate against a Deployment [Conformance]")]
    public async Task Deployment_WithTooFewReplicas_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync("""
            `validations`:[{`expression`:`object.spec.replicas > 1`,`messageExpression`:`'wants replicas > 1, got ' + string(object.spec.replicas)`},
            {`expression`:`namespaceObject.metadata.name == 'default'`,`message`:`wrong namespace`}]
            """, Labelled, constraints: Constraints);
        var (code, answer) = await server.SendAsync(HttpMethod.Post, Deployments, Deployment("few", 1));
        code.ShouldBe(422);
        answer.Root["message"u8].AsString().ShouldBe("deployments.apps \"few\" is forbidden: ValidatingAdmissionPolicy 'guard' with binding 'guard' denied request: wants replicas > 1, got 1");
        (await server.SendAsync(HttpMethod.Post, Deployments, Deployment("many", 2))).Code.ShouldBe(201);
    }

    [Fact(DisplayName = Validating + "should allow expressions to refer variables. [Conformance]")]
    public async Task Variables_MayReferToEachOther()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync("""
            `variables`:[{`name`:`replicas`,`expression`:`object.spec.replicas`},{`name`:`oddReplicas`,`expression`:`variables.replicas % 2 == 1`}],
            `validations`:[{`expression`:`variables.replicas > 1`},{`expression`:`variables.oddReplicas`}]
            """, Labelled, constraints: Constraints);
        foreach (var (replicas, code) in ((int, int)[])[(1, 422), (2, 422), (3, 201)])
            (await server.SendAsync(HttpMethod.Post, Deployments, Deployment($"d{replicas}", replicas))).Code.ShouldBe(code);
    }

    [Fact(DisplayName = Mutating + "should mutate a Deployment [Conformance]")]
    public async Task Deployment_IsChanged()
    {
        await using var server = await ApiServer.StartAsync();
        await server.MutateAsync(Apply("Object{spec: Object.spec{replicas: object.spec.replicas + 1}}"), Labelled, constraints: Constraints);
        (await server.SendAsync(HttpMethod.Post, Deployments, Deployment("d", 2))).Body.Spec["replicas"u8].AsInt32().ShouldBe(3);
    }

    [Fact(DisplayName = Mutating + "should mutate a Deployment with annotations [Conformance]")]
    public async Task Deployment_IsAnnotated()
    {
        await using var server = await ApiServer.StartAsync();
        await server.MutateAsync(Apply("Object{metadata: Object.metadata{annotations: {'my-foo-annotation': 'myAnnotationValue'}}}"), Labelled, constraints: Constraints);
        (await server.SendAsync(HttpMethod.Post, Deployments, Deployment("d", 2))).Body.Metadata["annotations"u8]["my-foo-annotation"u8].AsString().ShouldBe("myAnnotationValue");
    }

    [Theory]
    [InlineData("validatingadmissionpolicies", $"`matchConstraints`:{{{Constraints}}},`validations`:[{{`expression`:`object.spec.replicas <= 100`}}]", TestDisplayName = Validating + "should support ValidatingAdmissionPolicy API operations [Conformance]")]
    [InlineData("validatingadmissionpolicybindings", "`policyName`:`p`,`validationActions`:[`Deny`]", TestDisplayName = Validating + "should support ValidatingAdmissionPolicyBinding API operations [Conformance]")]
    [InlineData("mutatingadmissionpolicies", $"`matchConstraints`:{{{Constraints}}},`reinvocationPolicy`:`Never`,`mutations`:[{{`patchType`:`ApplyConfiguration`,`applyConfiguration`:{{`expression`:`Object{{}}`}}}}]", TestDisplayName = Mutating + "should support MutatingAdmissionPolicy API operations [Conformance]")]
    [InlineData("mutatingadmissionpolicybindings", "`policyName`:`p`", TestDisplayName = Mutating + "should support MutatingAdmissionPolicyBinding API operations [Conformance]")]
    public async Task Kind_TakesEveryVerb(string plural, string spec)
    {
        await using var server = await ApiServer.StartAsync();
        (await NamesAsync(server, "/apis", "groups", "name")).ShouldContain("admissionregistration.k8s.io");
        (await NamesAsync(server, "/apis/admissionregistration.k8s.io", "versions", "version")).ShouldContain("v1");
        var offered = await NamesAsync(server, Group.TrimEnd('/'), "resources", "name");
        offered.ShouldContain(plural);
        if (plural == "validatingadmissionpolicies") offered.ShouldContain(plural + "/status");

        for (var i = 0; i < 3; i++) (await server.SendAsync(HttpMethod.Post, Group + plural, Json($"{{`metadata`:{{`generateName`:`e-`,`labels`:{{`of`:`tests`}}}},`spec`:{{{spec}}}}}"))).Code.ShouldBe(201);
        var list = (await server.SendAsync(HttpMethod.Get, $"{Group}{plural}?labelSelector=of%3Dtests")).Body;
        list.Root["items"u8].Count.ShouldBe(3);
        var (name, uid) = (list.Root["items"u8][0]["metadata"u8]["name"u8].AsString(), list.Root["items"u8][0]["metadata"u8]["uid"u8].AsString());
        var path = $"{Group}{plural}/{name}";
        (await server.SendAsync(HttpMethod.Get, path)).Body.Uid.ShouldBe(uid);

        var patched = await server.SendAsync(HttpMethod.Patch, path, """{"metadata":{"annotations":{"patched":"true"}}}""", "application/merge-patch+json");
        patched.Code.ShouldBe(200);
        var update = DraftObject.Of(patched.Body);
        update.Object("metadata").Object("annotations")["updated"] = "true";
        (await server.SendAsync(HttpMethod.Put, path, update.ToString())).Body.Metadata["annotations"u8].ToString().ShouldBe("""{"patched":"true","updated":"true"}""");
        var seen = await server.WatchLinesAsync($"{Group}{plural}?watch=true&labelSelector=of%3Dtests&resourceVersion={list.Root["metadata"u8]["resourceVersion"u8].AsString()}", 2);
        seen.ConvertAll(e => e.Root["type"u8].AsString()).ShouldBe(["MODIFIED", "MODIFIED"]);

        (await server.SendAsync(HttpMethod.Delete, path)).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Get, path)).Code.ShouldBe(404);
        (await server.SendAsync(HttpMethod.Delete, $"{Group}{plural}?labelSelector=of%3Dtests")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Get, $"{Group}{plural}?labelSelector=of%3Dtests")).Body.Root["items"u8].Count.ShouldBe(0);
    }

    private static async Task<List<string>> NamesAsync(ApiServer server, string path, string list, string name)
    {
        var names = new List<string>();
        foreach (var item in (await server.SendAsync(HttpMethod.Get, path)).Body.Root[list].Items) names.Add(item[name].AsString());
        return names;
    }

    private static string Deployment(string name, int replicas) => Json(
        $"{{`metadata`:{{`name`:`{name}`}},`spec`:{{`replicas`:{replicas},`selector`:{{`matchLabels`:{{`a`:`b`}}}},`template`:{{`metadata`:{{`labels`:{{`a`:`b`}}}},`spec`:{{`containers`:[{{`name`:`c`,`image`:`i`}}]}}}}}}}}");
}
