using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.StorageProtection;
using Timonier.Kernel;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class ProtectionLoopTests
{
    private const string Claim = "{'metadata':{'name':'c'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}";
    private const string User = ",'nodeName':'n1','volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'c'}}]";

    [Fact]
    public async Task Claim_ThatAPodUses_StaysUntilThePodIsGone()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Claims(cluster);
        await cluster.PutAsync(CoreResources.PersistentVolumeClaims, Claim);
        await cluster.UntilAsync(CoreResources.PersistentVolumeClaims, c => c.All(x => x.Metadata["finalizers"u8].Count == 1));
        await cluster.PutAsync(CoreResources.Pods, Pod("p", spec: User));
        await cluster.DeleteAsync(CoreResources.PersistentVolumeClaims, "c");
        await cluster.SettleAsync();
        (await cluster.ReadAsync(CoreResources.PersistentVolumeClaims, "c")).Metadata["deletionTimestamp"u8].Exists.ShouldBeTrue();

        await cluster.DeleteAsync(CoreResources.Pods, "p");
        await cluster.UntilGoneAsync(CoreResources.PersistentVolumeClaims, "c");
    }

    [Fact]
    public async Task Claim_OfAPodWithoutANode_Goes()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Claims(cluster);
        await cluster.PutAsync(CoreResources.PersistentVolumeClaims, Claim);
        await cluster.PutAsync(CoreResources.Pods, Pod("p", spec: User.Replace("'nodeName':'n1',", "")));
        await cluster.DeleteAsync(CoreResources.PersistentVolumeClaims, "c");
        await cluster.UntilGoneAsync(CoreResources.PersistentVolumeClaims, "c");
    }

    [Fact]
    public async Task Claim_OfAPodThatOnlyTheServerKnows_Stays()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.PersistentVolumeClaims, Claim.Replace("'name':'c'", "'name':'c','finalizers':['kubernetes.io/pvc-protection']"));
        await cluster.PutAsync(CoreResources.Pods, Pod("p", spec: User));
        await cluster.DeleteAsync(CoreResources.PersistentVolumeClaims, "c");
        var claim = await cluster.ReadAsync(CoreResources.PersistentVolumeClaims, "c");
        var pod = await cluster.ReadAsync(CoreResources.Pods, "p");
        ClaimUse.Holds(pod, claim).ShouldBeTrue();
        ProtectionPlan.Compute(claim, CoreResources.PersistentVolumeClaims, "kubernetes.io/pvc-protection", isUsed: true).Actions.ShouldBeEmpty();
        ProtectionPlan.Compute(claim, CoreResources.PersistentVolumeClaims, "kubernetes.io/pvc-protection", isUsed: false).Actions.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(",'deletionTimestamp':'2026-03-01T11:00:00Z','deletionGracePeriodSeconds':30", true)]
    [InlineData(",'deletionTimestamp':'2026-03-01T11:00:00Z','deletionGracePeriodSeconds':0", false)]
    public void ClaimOfAnEphemeralVolume_IsHeldUntilThePodHasShutDown(string more, bool held)
    {
        var pod = Objects.Pod("p", more: more, spec: ",'volumes':[{'name':'v','ephemeral':{}}]");
        var claim = Objects.Parse("{'metadata':{'name':'p-v','namespace':'default','ownerReferences':[{'kind':'Pod','name':'p','uid':'p','controller':true}]}}");
        ClaimUse.Holds(pod, claim).ShouldBe(held);
        ClaimUse.Holds(pod, Objects.Parse("{'metadata':{'name':'p-v','namespace':'default'}}")).ShouldBeFalse();
        ClaimUse.Names(pod).ShouldBe(["p-v"]);
    }

    [Fact]
    public async Task Volume_ThatIsBound_StaysUntilItIsReleased()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<ObjectKey>(cluster, "pv-protection-controller", (client, events) => new VolumeProtectionController(client, events));
        await cluster.PutAsync(VolumeProtectionController.Volumes, "{'metadata':{'name':'v'},'spec':{'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1Gi'},'hostPath':{'path':'/x'}}}", "");
        await cluster.UntilAsync(VolumeProtectionController.Volumes, v => v.All(x => x.Metadata["finalizers"u8].Count == 1));
        await cluster.PatchAsync(VolumeProtectionController.Volumes, "v", "{'status':{'phase':'Bound'}}", "", subresource: "status");
        await cluster.DeleteAsync(VolumeProtectionController.Volumes, "v", "");
        await cluster.SettleAsync();
        (await cluster.ReadAsync(VolumeProtectionController.Volumes, "v", "")).Metadata["deletionTimestamp"u8].Exists.ShouldBeTrue();
        await cluster.PatchAsync(VolumeProtectionController.Volumes, "v", "{'status':{'phase':'Released'}}", "", subresource: "status");
        await cluster.UntilGoneAsync(VolumeProtectionController.Volumes, "v", "");
    }

    [Fact]
    public async Task ClassOfAttributes_ThatAClaimNames_StaysUntilTheClaimIsGone()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var claims = Claims(cluster);
        await using var loop = new Loop<ObjectKey>(cluster, "volumeattributesclass-protection-controller", (client, events) => new ClassProtectionController(client, events));
        await cluster.PutAsync(ClassProtectionController.Classes, "{'metadata':{'name':'fast'},'driverName':'d.example.com','parameters':{'a':'b'}}", "");
        await cluster.PutAsync(CoreResources.PersistentVolumeClaims, Claim.Replace("'spec':{", "'spec':{'volumeAttributesClassName':'fast',"));
        await cluster.UntilAsync(ClassProtectionController.Classes, c => c.All(x => x.Metadata["finalizers"u8].Count == 1), "");
        await cluster.DeleteAsync(ClassProtectionController.Classes, "fast", "");
        await cluster.SettleAsync();
        (await cluster.ReadAsync(ClassProtectionController.Classes, "fast", "")).Metadata["deletionTimestamp"u8].Exists.ShouldBeTrue();
        await cluster.DeleteAsync(CoreResources.PersistentVolumeClaims, "c");
        await cluster.UntilGoneAsync(ClassProtectionController.Classes, "fast", "");
    }

    private static Loop<ObjectKey> Claims(LiveCluster cluster) => new(cluster, "pvc-protection-controller", (client, events) => new ClaimProtectionController(client, events));
}
