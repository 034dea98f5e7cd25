using static Timonier.Api.Tests.Admission.Policies.Policies;

namespace Timonier.Api.Tests.Admission.Policies;

/// <summary>Which writes a policy looks at: by its constraints, and by those of its bindings.</summary>
public class PolicyMatchTests
{
    private const string Never = "`validations`:[{`expression`:`false`,`message`:`no`}]";
    private const string Other = "{`operations`:[`CREATE`],`apiGroups`:[``],`apiVersions`:[`v1`],`resources`:[`secrets`]}";
    private const string Named = "{`operations`:[`CREATE`],`apiGroups`:[``],`apiVersions`:[`v1`],`resources`:[`configmaps`],`resourceNames`:[`m`]}";

    [Theory]
    [InlineData($"`resourceRules`:[{MapRule}]", "", true)]
    [InlineData($"`resourceRules`:[{Other}]", "", false)]
    [InlineData($"`resourceRules`:[{Other},{Named}]", "", true)]
    [InlineData($"`resourceRules`:[{MapRule}],`excludeResourceRules`:[{Named}]", "", false)]
    [InlineData($"`resourceRules`:[{MapRule}],`excludeResourceRules`:[{Other}]", "", true)]
    [InlineData($"`resourceRules`:[{MapRule}],`namespaceSelector`:{{`matchLabels`:{{`kubernetes.io/metadata.name`:`default`}}}}", "", true)]
    [InlineData($"`resourceRules`:[{MapRule}],`namespaceSelector`:{{`matchLabels`:{{`kubernetes.io/metadata.name`:`other`}}}}", "", false)]
    [InlineData($"`resourceRules`:[{MapRule}],`objectSelector`:{{`matchLabels`:{{`app`:`a`}}}}", "", true)]
    [InlineData($"`resourceRules`:[{MapRule}],`objectSelector`:{{`matchLabels`:{{`app`:`b`}}}}", "", false)]
    [InlineData($"`resourceRules`:[{MapRule}]", ",`matchResources`:{}", true)]
    [InlineData($"`resourceRules`:[{MapRule}]", $",`matchResources`:{{`resourceRules`:[{Other}]}}", false)]
    [InlineData($"`resourceRules`:[{MapRule}]", $",`matchResources`:{{`excludeResourceRules`:[{Named}]}}", false)]
    [InlineData($"`resourceRules`:[{MapRule}]", ",`matchResources`:{`objectSelector`:{`matchLabels`:{`app`:`b`}}}", false)]
    [InlineData($"`resourceRules`:[{MapRule}]", ",`matchResources`:{`namespaceSelector`:{`matchExpressions`:[{`key`:`no`,`operator`:`DoesNotExist`}]}}", true)]
    public async Task Policy_LooksAtWhatItsConstraintsSay(string constraints, string binding, bool looks)
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync(Never, binding, constraints: constraints);
        ((await server.RefusalAsync(metadata: ",`labels`:{`app`:`a`}")).Length > 0).ShouldBe(looks);
    }

    [Theory]
    [InlineData("Equivalent", 422)]
    [InlineData("Exact", 201)]
    public async Task OtherVersionOfAResource_CountsAsThePolicySays(string match, int code)
    {
        const string Events = "{`operations`:[`CREATE`],`apiGroups`:[`events.k8s.io`],`apiVersions`:[`v1`],`resources`:[`events`]}";
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync("`validations`:[{`expression`:`object.note != 'bad' || request.requestKind.group != ''`}]", constraints: $"`matchPolicy`:`{match}`,`resourceRules`:[{Events}]");
        var body = Json("{`metadata`:{`name`:`e`},`involvedObject`:{`namespace`:`default`},`message`:`bad`,`reason`:`r`,`type`:`Normal`}");
        (await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/events", body)).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Policies_AreBeyondTheReachOfPolicies_ButWebhooksAreNot()
    {
        const string All = "{`operations`:[`*`],`apiGroups`:[`*`],`apiVersions`:[`*`],`resources`:[`*`]}";
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync(Never, constraints: $"`resourceRules`:[{All}]");
        await server.ValidateAsync(Never, name: "second");
        await server.MutateAsync(Apply("Object{metadata: Object.metadata{labels: {'a': 'b'}}}"));
        (await server.SendAsync(HttpMethod.Post, Group + "validatingwebhookconfigurations", """{"metadata":{"name":"w"}}""")).Code.ShouldBe(422);
        foreach (var plural in (string[])["validatingadmissionpolicies", "validatingadmissionpolicybindings"])
            foreach (var name in (string[])["guard", "second"])
                (await server.SendAsync(HttpMethod.Delete, $"{Group}{plural}/{name}")).Code.ShouldBe(200);
        (await server.RefusalAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "{`spec`:{`nonResourceAttributes`:{`path`:`/`,`verb`:`get`}}}", 201)]
    [InlineData("/apis/authorization.k8s.io/v1/subjectaccessreviews", "{`spec`:{`user`:`u`,`nonResourceAttributes`:{`path`:`/`,`verb`:`get`}}}", 201)]
    [InlineData("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", "{`spec`:{`namespace`:`default`}}", 201)]
    [InlineData("/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews", "{`metadata`:{`namespace`:`default`},`spec`:{`user`:`u`,`resourceAttributes`:{`namespace`:`default`,`verb`:`get`,`resource`:`pods`}}}", 201)]
    [InlineData("/apis/authentication.k8s.io/v1/tokenreviews", "{`spec`:{`token`:`t`}}", 201)]
    [InlineData("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", 201)]
    [InlineData("/api/v1/namespaces/default/bindings", "{`metadata`:{`name`:`p`},`target`:{`name`:`n`}}", 422)]
    [InlineData("/api/v1/namespaces/default/pods/p/binding", "{`metadata`:{`name`:`p`},`target`:{`name`:`n`}}", 422)]
    [InlineData("/api/v1/namespaces/default/pods/p/eviction", "{`metadata`:{`name`:`p`}}", 422)]
    public async Task WhatIsNotStored_CrossesPoliciesUnlessItCouldLockEverybodyOut(string path, string body, int code)
    {
        const string Created = "{`operations`:[`CREATE`],`apiGroups`:[`*`],`apiVersions`:[`*`],`resources`:[`*/*`]}";
        await using var server = await Namespaced.StartAsync();
        await server.AddAsync(Namespaced.Core + "pods", Namespaced.Pod());
        await server.ValidateAsync(Never, constraints: $"`resourceRules`:[{Created}]");
        (await server.SendAsync(HttpMethod.Post, path, Json(body))).Code.ShouldBe(code);
    }
}
