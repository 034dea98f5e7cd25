using Timonier.Api.Admission;
using static Timonier.Api.Tests.Admission.Namespaced;

namespace Timonier.Api.Tests.Admission;

public sealed class ClassTests
{
    private const string StorageClasses = "/apis/storage.k8s.io/v1/storageclasses";
    private const string Claim = "{'metadata':{'name':'c'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}";
    private const string Ingresses = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
    private const string RuntimeClasses = "/apis/node.k8s.io/v1/runtimeclasses";

    [Theory]
    [InlineData("'storageclass.kubernetes.io/is-default-class':'true'", "", "usual")]
    [InlineData("'storageclass.kubernetes.io/is-default-class':'false'", "", "")]
    [InlineData("'storageclass.kubernetes.io/is-default-class':'true'", "'storageClassName':'own',", "own")]
    [InlineData("'storageclass.kubernetes.io/is-default-class':'true'", "'storageClassName':'',", "")]
    public async Task Claim_WithoutAClass_GetsTheDefaultOne(string mark, string spec, string expected)
    {
        await using var server = await StartAsync();
        await server.AddAsync(StorageClasses, $"{{'metadata':{{'name':'usual','annotations':{{{mark}}}}},'provisioner':'p'}}");
        var claim = await server.AddAsync(Core + "persistentvolumeclaims", Claim.Replace("'spec':{", "'spec':{" + spec));
        claim.Spec["storageClassName"u8].AsString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("true", "")]
    [InlineData("false", "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize")]
    public async Task Claim_Grows_WhereItsClassLetsIt(string allowed, string why)
    {
        await using var server = await StartAsync();
        await server.AddAsync(StorageClasses, $"{{'metadata':{{'name':'s'}},'provisioner':'p','allowVolumeExpansion':{allowed}}}");
        await server.AddAsync(Core + "persistentvolumeclaims", Claim.Replace("'spec':{", "'spec':{'storageClassName':'s','volumeName':'v',"));
        (await server.MergeAsync(Core + "persistentvolumeclaims/c/status", $"{{'status':{{'phase':'Bound','capacity':{{'storage':'1Gi'}}}}}}")).Code.ShouldBe(200);
        var (code, answer) = await server.MergeAsync(Core + "persistentvolumeclaims/c", $"{{'spec':{{'resources':{{'requests':{{'storage':'2Gi'}}}}}}}}");
        if (why.Length > 0) answer.Root["message"u8].AsString().ShouldBe($"persistentvolumeclaims \"c\" is forbidden: {why}");
        code.ShouldBe(why.Length > 0 ? 403 : 200);
    }

    [Theory]
    [InlineData("", "", "usual")]
    [InlineData("'ingressClassName':'own',", "", "own")]
    [InlineData("", ",'annotations':{'kubernetes.io/ingress.class':'old'}", "")]
    public async Task Ingress_WithoutAClass_GetsTheDefaultOne(string spec, string metadata, string expected)
    {
        await using var server = await StartAsync();
        await server.AddAsync("/apis/networking.k8s.io/v1/ingressclasses", "{'metadata':{'name':'usual','annotations':{'ingressclass.kubernetes.io/is-default-class':'true'}},'spec':{'controller':'x.y/z'}}");
        var ingress = await server.AddAsync(Ingresses, $"{{'metadata':{{'name':'i'{metadata}}},'spec':{{{spec}'defaultBackend':{{'service':{{'name':'s','port':{{'number':80}}}}}}}}}}");
        ingress.Spec["ingressClassName"u8].AsString().ShouldBe(expected);
    }

    [Fact]
    public async Task Pod_OfARuntimeClass_CarriesItsOverheadAndGoesWhereItRuns()
    {
        await using var server = await StartAsync();
        await server.AddAsync(RuntimeClasses, "{'metadata':{'name':'r'},'handler':'h','overhead':{'podFixed':{'cpu':'10m'}},'scheduling':{'nodeSelector':{'kata':'yes'},'tolerations':[{'key':'k','operator':'Exists'}]}}");
        var pod = await server.AddAsync(Core + "pods", Pod(spec: ",'runtimeClassName':'r'"));
        pod.Spec["overhead"u8]["cpu"u8].AsString().ShouldBe("10m");
        pod.Spec["nodeSelector"u8]["kata"u8].AsString().ShouldBe("yes");
        pod.Spec["tolerations"u8].ToString().ShouldContain("\"key\":\"k\"");
    }

    [Theory]
    [InlineData(",'runtimeClassName':'none'", "pod rejected: RuntimeClass \"none\" not found")]
    [InlineData(",'runtimeClassName':'r','overhead':{'cpu':'1'}", "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")]
    [InlineData(",'overhead':{'cpu':'1'}", "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")]
    [InlineData(",'runtimeClassName':'r','nodeSelector':{'kata':'no'}", "conflict: runtimeClass.scheduling.nodeSelector[kata] = yes; pod.spec.nodeSelector[kata] = no")]
    public async Task Pod_AgainstItsRuntimeClass_IsRefused(string spec, string why)
    {
        await using var server = await StartAsync();
        await server.AddAsync(RuntimeClasses, "{'metadata':{'name':'r'},'handler':'h','overhead':{'podFixed':{'cpu':'10m'}},'scheduling':{'nodeSelector':{'kata':'yes'}}}");
        await server.ShouldRefuseAsync(Core + "pods", Pod(spec: spec), $"pods \"p\" is forbidden: {why}");
    }

    [Fact]
    public async Task OptionalSteps_RunOnlyWhenAskedFor()
    {
        const string Exposed = "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}],'externalIPs':['10.0.0.1']}}";
        const string Greedy = ",'resources':{'limits':{'x.y/gpu':'1'}}";
        var all = new ApiConfig { Admission = new AdmissionPlugins { Enabled = ["DenyServiceExternalIPs", "ExtendedResourceToleration"] } };
        await using var strict = await StartAsync(all);
        await strict.ShouldRefuseAsync(Core + "services", Exposed, "services \"s\" is forbidden: Use of external IPs is denied by admission control");
        (await strict.AddAsync(Core + "pods", Pod(Greedy))).Spec["tolerations"u8].ToString().ShouldContain("x.y/gpu");
        await using var usual = await StartAsync();
        await usual.AddAsync(Core + "services", Exposed);
        (await usual.AddAsync(Core + "pods", Pod(Greedy))).Spec["tolerations"u8].ToString().ShouldNotContain("x.y/gpu");
    }

    [Theory]
    [InlineData("Nothing", "", "enable-admission-plugins plugin \"Nothing\" is unknown")]
    [InlineData("", "Nothing", "disable-admission-plugins plugin \"Nothing\" is unknown")]
    [InlineData("LimitRanger", "LimitRanger", "[LimitRanger] in enable-admission-plugins and disable-admission-plugins overlapped")]
    [InlineData("DenyServiceExternalIPs", "LimitRanger", null)]
    public void Plugins_NamedWrongly_AreAMistake(string enabled, string disabled, string? mistake) =>
        new AdmissionPlugins { Enabled = [.. Named(enabled)], Disabled = [.. Named(disabled)] }.Mistake().ShouldBe(mistake);

    private static string[] Named(string name) => name.Length > 0 ? [name] : [];
}
