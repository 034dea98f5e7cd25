using Timonier.Api.Admission.PodSecurity;
using static Timonier.Api.Tests.Admission.Namespaced;

namespace Timonier.Api.Tests.Admission;

public sealed class PodSecurityTests
{
    private const string Namespace = "/api/v1/namespaces/default";
    private const string Fit = ",'securityContext':{'allowPrivilegeEscalation':false,'runAsNonRoot':true,'capabilities':{'drop':['ALL']},'seccompProfile':{'type':'RuntimeDefault'}}";

    private static async Task<ApiServer> WithLabelsAsync(string labels)
    {
        var server = await StartAsync();
        await LabelAsync(server, labels);
        return server;
    }

    private static async Task LabelAsync(ApiServer server, string labels) =>
        (await server.MergeAsync(Namespace, $"{{'metadata':{{'labels':{{{labels}}}}}}}")).Code.ShouldBe(200);

    private static string Enforce(string level, string version = "latest") => $"'pod-security.kubernetes.io/enforce':'{level}','pod-security.kubernetes.io/enforce-version':'{version}'";

    [Theory]
    [InlineData("", ",'hostNetwork':true,'hostPID':true", "host namespaces (hostNetwork=true, hostPID=true)")]
    [InlineData(",'securityContext':{'privileged':true}", "", "privileged (container \"c\" must not set securityContext.privileged=true)")]
    [InlineData(",'securityContext':{'capabilities':{'add':['NET_ADMIN','CHOWN']}}", "", "non-default capabilities (container \"c\" must not include \"NET_ADMIN\" in securityContext.capabilities.add)")]
    [InlineData("", ",'volumes':[{'name':'v','hostPath':{'path':'/'}}]", "hostPath volumes (volume \"v\")")]
    [InlineData(",'ports':[{'containerPort':80,'hostPort':80},{'containerPort':81,'hostPort':81}]", "", "hostPort (container \"c\" uses hostPorts 80, 81)")]
    [InlineData(",'livenessProbe':{'httpGet':{'port':80,'host':'h'}}", "", "probe or lifecycle host (container \"c\" uses probe or lifecycle host \"h\")")]
    [InlineData("", ",'securityContext':{'seLinuxOptions':{'type':'x','user':'u'}}", "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type \"x\"; user may not be set)")]
    [InlineData(",'securityContext':{'seccompProfile':{'type':'Unconfined'}}", ",'securityContext':{'seccompProfile':{'type':'Unconfined'}}", "seccompProfile (pod and container \"c\" must not set securityContext.seccompProfile.type to \"Unconfined\")")]
    [InlineData("", ",'securityContext':{'sysctls':[{'name':'kernel.msgmax','value':'1'}]}", "forbidden sysctls (kernel.msgmax)")]
    [InlineData(",'securityContext':{'appArmorProfile':{'type':'Unconfined'}}", "", "forbidden AppArmor profile (container \"c\" must not set AppArmor profile type to \"Unconfined\")")]
    public async Task Pod_ThatIsNotBaseline_IsRefused(string container, string spec, string why)
    {
        await using var server = await WithLabelsAsync(Enforce("baseline"));
        await server.ShouldRefuseAsync(Core + "pods", Pod(container, spec), $"pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": {why}");
    }

    [Fact]
    public async Task Pod_WithItsOwnUsers_IsHeldToTheVersionThatDidNotKnowThem()
    {
        await using var server = await WithLabelsAsync(Enforce("baseline", "v1.34"));
        await server.ShouldRefuseAsync(Core + "pods", Pod(",'securityContext':{'procMount':'Unmasked'}", ",'hostUsers':false"),
            "pods \"p\" is forbidden: violates PodSecurity \"baseline:v1.34\": procMount (container \"c\" must not set securityContext.procMount to \"Unmasked\")");
        await LabelAsync(server, Enforce("baseline"));
        await server.AddAsync(Core + "pods", Pod(",'securityContext':{'procMount':'Unmasked'}", ",'hostUsers':false"));
    }

    [Theory]
    [InlineData("", "", "latest", "allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")")]
    [InlineData(Fit, ",'volumes':[{'name':'v','hostPath':{'path':'/'}}]", "latest", "restricted volume types (volume \"v\" uses restricted volume type \"hostPath\")")]
    [InlineData(Fit, ",'securityContext':{'runAsUser':0}", "latest", "runAsUser=0 (pod must not set runAsUser=0)")]
    [InlineData(Fit, ",'securityContext':{'runAsNonRoot':false}", "latest", "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)")]
    [InlineData("", ",'securityContext':{'runAsNonRoot':true}", "v1.18", "allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false)")]
    public async Task Pod_ThatIsNotRestricted_IsRefused(string container, string spec, string version, string why)
    {
        await using var server = await WithLabelsAsync(Enforce("restricted", version));
        await server.ShouldRefuseAsync(Core + "pods", Pod(container, spec), $"pods \"p\" is forbidden: violates PodSecurity \"restricted:{version}\": {why}");
    }

    [Theory]
    [InlineData("restricted", "latest", Fit, "")]
    [InlineData("restricted", "latest", ",'securityContext':{'capabilities':{'drop':['ALL']},'allowPrivilegeEscalation':false,'seccompProfile':{'type':'Localhost','localhostProfile':'f'}}", ",'hostUsers':false")]
    [InlineData("baseline", "latest", ",'securityContext':{'capabilities':{'add':['CHOWN']}}", "")]
    [InlineData("baseline", "v1.33", ",'livenessProbe':{'httpGet':{'port':80,'host':'h'}}", "")]
    [InlineData("privileged", "latest", ",'securityContext':{'privileged':true}", ",'hostPID':true")]
    public async Task Pod_ThatMeetsTheStandard_IsLetIn(string level, string version, string container, string spec)
    {
        await using var server = await WithLabelsAsync(Enforce(level, version));
        await server.AddAsync(Core + "pods", Pod(container, spec));
    }

    [Fact]
    public async Task Warnings_AreForPodsAndTemplates_AndRefuseNobody()
    {
        await using var server = await WithLabelsAsync("'pod-security.kubernetes.io/warn':'baseline'," + Enforce("privileged"));
        const string Warning = "would violate PodSecurity \"baseline:latest\": host namespaces (hostPID=true)";
        (await WarningsAsync(server, HttpMethod.Post, Core + "pods", Pod("", ",'hostPID':true"))).ShouldBe([Warning]);
        (await WarningsAsync(server, HttpMethod.Post, "/apis/apps/v1/namespaces/default/deployments",
            "{'metadata':{'name':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'hostPID':true,'containers':[{'name':'c','image':'i'}]}}}}")).ShouldBe([Warning]);
    }

    [Fact]
    public async Task Template_OfAnEnforcedNamespace_IsNotRefused()
    {
        await using var server = await WithLabelsAsync(Enforce("baseline"));
        await server.AddAsync("/apis/batch/v1/namespaces/default/jobs", "{'metadata':{'name':'j'},'spec':{'template':{'spec':{'hostPID':true,'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}}}");
    }

    [Fact]
    public async Task Pod_ThatStands_IsHeldToTheStandardWhenItsImageChanges()
    {
        await using var server = await StartAsync();
        await server.AddAsync(Core + "pods", Pod("", ",'hostPID':true"));
        await LabelAsync(server, Enforce("baseline"));
        (await server.MergeAsync(Core + "pods/p", "{'metadata':{'labels':{'a':'b'}}}")).Code.ShouldBe(200);
        var (code, refused) = await server.SendAsync(HttpMethod.Patch, Core + "pods/p", """{"spec":{"containers":[{"name":"c","image":"j"}]}}""", "application/strategic-merge-patch+json");
        refused.Root["message"u8].AsString().ShouldBe("pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces (hostPID=true)");
        code.ShouldBe(403);
    }

    [Fact]
    public async Task EphemeralContainer_IsHeldToTheStandard()
    {
        await using var server = await WithLabelsAsync(Enforce("baseline"));
        await server.AddAsync(Core + "pods", Pod());
        var (code, _) = await server.SendAsync(HttpMethod.Patch, Core + "pods/p/ephemeralcontainers",
            """{"spec":{"ephemeralContainers":[{"name":"e","image":"i","securityContext":{"privileged":true}}]}}""", "application/strategic-merge-patch+json");
        code.ShouldBe(403);
    }

    [Fact]
    public async Task Namespace_ThatBecomesStricter_WarnsOfPodsThatStand()
    {
        await using var server = await StartAsync();
        foreach (var name in (string[])["b", "a", "z"]) await server.AddAsync(Core + "pods", Pod(spec: name == "z" ? ",'hostIPC':true,'hostPID':true,'volumes':[{'name':'v','hostPath':{'path':'/'}}]" : ",'hostPID':true", name: name));
        var warnings = await WarningsAsync(server, HttpMethod.Patch, Namespace, $"{{'metadata':{{'labels':{{{Enforce("baseline")}}}}}}}");
        warnings.ShouldBe(["existing pods in namespace \"default\" violate the new PodSecurity enforce level \"baseline:latest\"", "a (and 1 other pod): host namespaces", "z: host namespaces, hostPath volumes"]);
    }

    [Theory]
    [InlineData("'pod-security.kubernetes.io/enforce':'strict'", "metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"strict\": must be one of privileged, baseline, restricted")]
    [InlineData("'pod-security.kubernetes.io/warn-version':'1.2'", "metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: \"1.2\": must be \"latest\" or \"v1.x\"")]
    public async Task Namespace_WithLabelsThatCannotBeRead_IsInvalid(string labels, string why)
    {
        await using var server = await StartAsync();
        var (code, refused) = await server.PostAsync("/api/v1/namespaces", $"{{'metadata':{{'name':'n','labels':{{{labels}}}}}}}");
        refused.Root["message"u8].AsString().ShouldBe($"Namespace \"n\" is invalid: {why}");
        code.ShouldBe(422);
    }

    [Fact]
    public async Task Exempted_AreLeftAlone()
    {
        var config = new ApiConfig { PodSecurity = new PodSecurityConfig { Enforce = new PodStandard(PodLevel.Restricted), ExemptUsers = ["admin"] } };
        await using var server = await StartAsync(config);
        await server.AddAsync(Core + "pods", Pod("", ",'hostPID':true"));
    }

    private static async Task<List<string>> WarningsAsync(ApiServer server, HttpMethod method, string path, string json)
    {
        var media = method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json";
        using var response = await server.AskAsync(method, path, new StringContent(json.Replace('\'', '"'), System.Text.Encoding.UTF8, media));
        response.IsSuccessStatusCode.ShouldBeTrue();
        return [.. response.Headers.TryGetValues("Warning", out var values) ? values.Select(v => System.Text.Json.JsonDocument.Parse(v["299 - ".Length..]).RootElement.GetString()!) : []];
    }
}
