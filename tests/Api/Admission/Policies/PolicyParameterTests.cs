using static Timonier.Api.Tests.Admission.Policies.Policies;

namespace Timonier.Api.Tests.Admission.Policies;

/// <summary>Objects that hold the parameters of policies: which are found, and what their absence does.</summary>
public class PolicyParameterTests
{
    private const string Limits = "/apis/example.com/v1/limits";
    private const string Denied = "ValidatingAdmissionPolicy 'guard' with binding 'guard' denied request: ";
    private const string MapKind = "`paramKind`:{`apiVersion`:`v1`,`kind`:`ConfigMap`},";
    private const string ByLimit = "`validations`:[{`expression`:`int(object.data.size) <= int(params.data.limit)`,`messageExpression`:`'more than ' + params.data.limit`}]";

    // The policy looks at secrets with the maps as parameters, so that the maps themselves can be written freely.
    private const string SecretRule = "`resourceRules`:[{`operations`:[`CREATE`],`apiGroups`:[``],`apiVersions`:[`v1`],`resources`:[`secrets`]}]";
    private const string BySecret = "`validations`:[{`expression`:`int(object.metadata.labels.size) <= int(params.data.limit)`,`messageExpression`:`'more than ' + params.data.limit`}]";

    [Theory]
    [InlineData("`name`:`one`,`parameterNotFoundAction`:`Deny`", "more than 1")]
    [InlineData("`name`:`ten`,`parameterNotFoundAction`:`Deny`", "")]
    [InlineData("`name`:`none`,`parameterNotFoundAction`:`Deny`", "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction")]
    [InlineData("`name`:`none`,`parameterNotFoundAction`:`Allow`", "")]
    [InlineData("`name`:`one`,`namespace`:`default`,`parameterNotFoundAction`:`Deny`", "more than 1")]
    [InlineData("`name`:`one`,`namespace`:`kube-system`,`parameterNotFoundAction`:`Deny`", "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction")]
    [InlineData("`selector`:{`matchLabels`:{`limit`:`yes`}},`parameterNotFoundAction`:`Deny`", "more than 1")]
    [InlineData("`selector`:{`matchLabels`:{`size`:`ten`}},`parameterNotFoundAction`:`Deny`", "")]
    [InlineData("`selector`:{`matchLabels`:{`size`:`none`}},`parameterNotFoundAction`:`Deny`", "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction")]
    [InlineData("`selector`:{},`parameterNotFoundAction`:`Allow`", "more than 1")]
    public async Task Parameters_AreFoundByNameOrLabels(string reference, string refusal)
    {
        await using var server = await ApiServer.StartAsync();
        await server.MapAsync("one", "`limit`:`1`", ",`labels`:{`limit`:`yes`,`size`:`one`}");
        await server.MapAsync("ten", "`limit`:`10`", ",`labels`:{`limit`:`yes`,`size`:`ten`}");
        await server.ValidateAsync(MapKind + BySecret, $",`paramRef`:{{{reference}}}", constraints: SecretRule);
        var (code, answer) = await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/secrets", Json("{`metadata`:{`name`:`s`,`labels`:{`size`:`5`}}}"));
        answer.Root["message"u8].AsString().ShouldBe(refusal.Length == 0 ? "" : "secrets \"s\" is forbidden: " + Denied + refusal);
        code.ShouldBe(refusal.Length == 0 ? 201 : 422);
    }

    [Fact]
    public async Task CustomObjects_AreParameters_ForTheWholeCluster()
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Json("""
            {`metadata`:{`name`:`limits.example.com`},`spec`:{`group`:`example.com`,`scope`:`Cluster`,`names`:{`plural`:`limits`,`kind`:`Limit`},
            `versions`:[{`name`:`v1`,`served`:true,`storage`:true,`schema`:{`openAPIV3Schema`:{`type`:`object`,`properties`:{`most`:{`type`:`integer`}}}}}]}}
            """))).Code.ShouldBe(201);
        const string Spec = "`paramKind`:{`apiVersion`:`example.com/v1`,`kind`:`Limit`},`validations`:[{`expression`:`int(object.data.size) <= params.most`,`messageExpression`:`'most is ' + string(params.most)`}]";
        await server.ValidateAsync(Spec, ",`paramRef`:{`name`:`small`,`parameterNotFoundAction`:`Deny`}");
        while ((await server.SendAsync(HttpMethod.Post, Limits, Json("{`apiVersion`:`example.com/v1`,`kind`:`Limit`,`metadata`:{`name`:`small`},`most`:3}"))).Code != 201) TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        (await server.RefusalAsync(data: "`size`:`4`")).ShouldEndWith("most is 3");
        (await server.SendAsync(HttpMethod.Patch, Limits + "/small", """{"most":4}""", "application/merge-patch+json")).Code.ShouldBe(200);
        (await server.RefusalAsync(data: "`size`:`4`")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("`paramKind`:{`apiVersion`:`example.com/v1`,`kind`:`Nothing`},", "`name`:`x`", "ValidatingAdmissionPolicy 'guard' denied request: failed to configure policy: failed to find resource referenced by paramKind: 'example.com/v1, Kind=Nothing'")]
    [InlineData("`paramKind`:{`apiVersion`:`v1`,`kind`:`Nothing`},", "`name`:`x`", "ValidatingAdmissionPolicy 'guard' denied request: failed to configure policy: failed to find resource referenced by paramKind: '/v1, Kind=Nothing'")]
    [InlineData("`paramKind`:{`apiVersion`:`v1`,`kind`:`Node`},", "`name`:`x`,`namespace`:`default`", Denied + "failed to configure binding: paramRef.namespace must not be provided for a cluster-scoped `paramKind`")]
    public async Task Parameters_ThatCannotBe_AreAFaultOfTheConfiguration(string kind, string reference, string message)
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync(kind + "`validations`:[{`expression`:`params == null`}]", $",`paramRef`:{{{reference},`parameterNotFoundAction`:`Allow`}}", actions: "`Audit`");
        (await server.RefusalAsync()).ShouldBe("configmaps \"m\" is forbidden: " + message);
    }

    [Fact]
    public async Task NamespacedParameters_ForWhatHasNoNamespace_AreAFault()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync(MapKind + "`validations`:[{`expression`:`true`}]", ",`paramRef`:{`name`:`x`,`parameterNotFoundAction`:`Allow`}",
            constraints: "`resourceRules`:[{`operations`:[`CREATE`],`apiGroups`:[``],`apiVersions`:[`v1`],`resources`:[`nodes`]}]");
        var (_, answer) = await server.SendAsync(HttpMethod.Post, "/api/v1/nodes", """{"metadata":{"name":"n"}}""");
        answer.Root["message"u8].AsString().ShouldEndWith(Denied + "failed to configure binding: cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
    }

    [Fact]
    public async Task BindingWithoutReference_LeavesParametersNull()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync(MapKind + "`validations`:[{`expression`:`params == null`}]");
        (await server.RefusalAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Bindings_EachWithItsOwnParameters_AllHaveTheirSay()
    {
        await using var server = await ApiServer.StartAsync();
        await server.MapAsync("one", "`limit`:`1`");
        await server.MapAsync("ten", "`limit`:`10`");
        await server.ValidateAsync(MapKind + ByLimit, ",`paramRef`:{`name`:`ten`,`parameterNotFoundAction`:`Deny`},`matchResources`:{`objectSelector`:{`matchLabels`:{`free`:`yes`}}}");
        await server.MakeAsync("validatingadmissionpolicybindings", "strict",
            "`policyName`:`guard`,`validationActions`:[`Deny`],`paramRef`:{`name`:`one`,`parameterNotFoundAction`:`Deny`},`matchResources`:{`objectSelector`:{`matchExpressions`:[{`key`:`free`,`operator`:`DoesNotExist`}]}}");
        (await server.RefusalAsync(data: "`size`:`5`")).ShouldEndWith("with binding 'strict' denied request: more than 1");
        (await server.RefusalAsync(data: "`size`:`5`", metadata: ",`labels`:{`free`:`yes`}")).ShouldBeEmpty();
        (await server.RefusalAsync("n", "`size`:`11`", ",`labels`:{`free`:`yes`}")).ShouldEndWith("with binding 'guard' denied request: more than 10");
    }
}
