using Timonier.Api.Admission;
using Timonier.Documents;
using static Timonier.Api.Tests.Admission.Namespaced;

namespace Timonier.Api.Tests.Admission;

/// <summary>What the steps write at objects that are created: taints, finalizers, labels.</summary>
public sealed class NodeAndStorageMarkTests
{
    private const string Nodes = "/api/v1/nodes";
    private const string NotReady = "{\"key\":\"node.kubernetes.io/not-ready\",\"effect\":\"NoSchedule\"}";

    [Theory]
    [InlineData("", "[" + NotReady + "]")]
    [InlineData(",'spec':{'taints':[{'key':'a','effect':'NoExecute'}]}", "[{\"key\":\"a\",\"effect\":\"NoExecute\"}," + NotReady + "]")]
    [InlineData(",'spec':{'taints':[{'key':'node.kubernetes.io/not-ready','effect':'NoSchedule'}]}", "[" + NotReady + "]")]
    public async Task Node_IsTaintedWhenItIsMade_AndNeverAgain(string spec, string taints)
    {
        await using var server = await StartAsync();
        var node = await server.AddAsync(Nodes, $"{{'metadata':{{'name':'n'}}{spec}}}");
        node.Spec["taints"u8].ToString().ShouldBe(taints);
        var (code, changed) = await server.MergeAsync(Nodes + "/n", "{'spec':{'taints':null}}");
        code.ShouldBe(200);
        changed.Spec["taints"u8].Exists.ShouldBeFalse();
    }

    [Theory]
    [InlineData(Core + "persistentvolumeclaims", "'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}", "kubernetes.io/pvc-protection")]
    [InlineData("/api/v1/persistentvolumes", "'spec':{'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1Gi'},'hostPath':{'path':'/x'}}", "kubernetes.io/pv-protection")]
    [InlineData("/apis/storage.k8s.io/v1/volumeattributesclasses", "'driverName':'d.example.com','parameters':{'a':'b'}", "kubernetes.io/vac-protection")]
    public async Task StorageObject_IsHeldFromItsCreation(string path, string fields, string finalizer)
    {
        await using var server = await StartAsync();
        var made = await server.AddAsync(path, $"{{'metadata':{{'name':'s','finalizers':['example.com/mine']}},{fields}}}");
        made.Metadata["finalizers"u8].ToString().ShouldBe($"[\"example.com/mine\",\"{finalizer}\"]");
        (await server.SendAsync(HttpMethod.Delete, path + "/s")).Body.Metadata["deletionTimestamp"u8].Exists.ShouldBeTrue();
        (await server.MergeAsync(path + "/s", "{'metadata':{'finalizers':null}}")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Get, path + "/s")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task StorageObject_WithTheStepOff_IsNotHeld()
    {
        await using var server = await StartAsync(new ApiConfig { Admission = new AdmissionPlugins { Disabled = ["StorageObjectInUseProtection"] } });
        var made = await server.AddAsync(Core + "persistentvolumeclaims", "{'metadata':{'name':'c'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}");
        made.Metadata["finalizers"u8].Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task Pod_BoundToANode_CarriesItsZoneAndRegion()
    {
        await using var server = await WithZoneAsync();
        await server.AddAsync(Core + "pods", Pod(name: "p").Replace("'name':'p'", "'name':'p','labels':{'app':'x','topology.kubernetes.io/zone':'mine'}"));
        await server.AddAsync(Core + "pods/p/binding", "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'n'}}");
        LabelsOf((await server.SendAsync(HttpMethod.Get, Core + "pods/p")).Body).ShouldBe(["app=x", "topology.kubernetes.io/region=r1", "topology.kubernetes.io/zone=z1"]);
    }

    [Fact]
    public async Task Pod_MadeForANode_CarriesItsZoneAndRegion_AndOthersNothing()
    {
        await using var server = await WithZoneAsync();
        LabelsOf(await server.AddAsync(Core + "pods", Pod(name: "there", spec: ",'nodeName':'n'"))).ShouldBe(["topology.kubernetes.io/region=r1", "topology.kubernetes.io/zone=z1"]);
        LabelsOf(await server.AddAsync(Core + "pods", Pod(name: "nowhere"))).ShouldBeEmpty();
        LabelsOf(await server.AddAsync(Core + "pods", Pod(name: "unknown", spec: ",'nodeName':'other'"))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("TaintNodesByCondition")]
    [InlineData("StorageObjectInUseProtection")]
    [InlineData("PodTopologyLabels")]
    [InlineData("ClusterTrustBundleAttest")]
    public void Step_OfUpstreamsUsualOnes_RunsUnlessSwitchedOff(string name)
    {
        new AdmissionPlugins().Runs(name).ShouldBeTrue();
        var without = new AdmissionPlugins { Disabled = [name] };
        without.Mistake().ShouldBeNull();
        without.Runs(name).ShouldBeFalse();
    }

    private static async Task<ApiServer> WithZoneAsync()
    {
        var server = await StartAsync();
        await server.AddAsync(Nodes, "{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z1','topology.kubernetes.io/region':'r1','kubernetes.io/os':'linux'}}}");
        return server;
    }

    private static List<string> LabelsOf(Document pod)
    {
        var labels = new List<string>();
        foreach (var label in pod.Metadata["labels"u8].Members) labels.Add($"{label.Name}={label.Value.AsString()}");
        labels.Sort(StringComparer.Ordinal);
        return labels;
    }
}
