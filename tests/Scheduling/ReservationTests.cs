using Timonier.Contracts.Cluster;
using Timonier.Scheduling.Configuration;
using Timonier.Scheduling.Explanations;
using Timonier.Scheduling.Framework;
using Timonier.Tests.Live;

namespace Timonier.Scheduling.Tests;

/// <summary>What a decision writes beside the binding: volumes given to claims, devices, and nothing for other schedulers' pods.</summary>
public sealed class ReservationTests
{
    [Fact]
    public async Task Claim_ThatWaitsForItsPod_GetsAVolumeOfTheChosenNode_AndThenThePodIsBound()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNodeAsync("n1");
        await cluster.PutAsync(SchedulingResources.StorageClasses, "{'apiVersion':'storage.k8s.io/v1','kind':'StorageClass','metadata':{'name':'local'},'provisioner':'kubernetes.io/no-provisioner','volumeBindingMode':'WaitForFirstConsumer'}", "");
        await cluster.PutAsync(SchedulingResources.PersistentVolumes, "{'apiVersion':'v1','kind':'PersistentVolume','metadata':{'name':'v1'},'spec':{'storageClassName':'local','capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce'],'hostPath':{'path':'/v'}},'status':{'phase':'Available'}}", "");
        await cluster.PutAsync(CoreResources.PersistentVolumeClaims, "{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'data'},'spec':{'storageClassName':'local','accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}");
        cluster.StartScheduler();
        await cluster.AddPodAsync("web", spec: ",'volumes':[{'name':'d','persistentVolumeClaim':{'claimName':'data'}}]");
        var volume = await cluster.UntilAsync(SchedulingResources.PersistentVolumes, "v1", v => v.Spec["claimRef"u8].IsObject, "");
        volume.Spec["claimRef"u8]["name"u8].AsString().ShouldBe("data");
        LiveScheduling.NodeOf(await cluster.ReadAsync(CoreResources.Pods, "web")).ShouldBeEmpty();
        await cluster.PatchAsync(CoreResources.PersistentVolumeClaims, "data", "{'spec':{'volumeName':'v1'}}");
        await cluster.PatchAsync(CoreResources.PersistentVolumeClaims, "data", "{'status':{'phase':'Bound'}}", subresource: "status");
        await cluster.UntilOnAsync("web", "n1");
    }

    [Fact]
    public async Task Claim_ForAProvisioner_IsToldTheNode()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNodeAsync("n1");
        await cluster.PutAsync(SchedulingResources.StorageClasses, "{'apiVersion':'storage.k8s.io/v1','kind':'StorageClass','metadata':{'name':'csi'},'provisioner':'csi.example.com','volumeBindingMode':'WaitForFirstConsumer'}", "");
        await cluster.PutAsync(CoreResources.PersistentVolumeClaims, "{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'data'},'spec':{'storageClassName':'csi','accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}");
        cluster.StartScheduler();
        await cluster.AddPodAsync("web", spec: ",'volumes':[{'name':'d','persistentVolumeClaim':{'claimName':'data'}}]");
        var claim = await cluster.UntilAsync(CoreResources.PersistentVolumeClaims, "data", c => c.Metadata["annotations"u8]["volume.kubernetes.io/selected-node"u8].Exists);
        claim.Metadata["annotations"u8]["volume.kubernetes.io/selected-node"u8].AsString().ShouldBe("n1");
    }

    [Fact]
    public async Task Devices_AreWrittenIntoTheClaim_AndGivenOnlyOnce()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNodeAsync("n1");
        await cluster.PutAsync(SchedulingResources.DeviceClasses, "{'apiVersion':'resource.k8s.io/v1','kind':'DeviceClass','metadata':{'name':'gpu'},'spec':{'selectors':[{'cel':{'expression':'device.driver == \\u0027gpu.example.com\\u0027'}}]}}", "");
        await cluster.PutAsync(SchedulingResources.ResourceSlices, "{'apiVersion':'resource.k8s.io/v1','kind':'ResourceSlice','metadata':{'name':'s'},'spec':{'driver':'gpu.example.com','nodeName':'n1','pool':{'name':'n1','generation':1,'resourceSliceCount':1},'devices':[{'name':'g0'}]}}", "");
        foreach (var name in (string[])["first", "second"])
            await cluster.PutAsync(SchedulingResources.ResourceClaims, $"{{'apiVersion':'resource.k8s.io/v1','kind':'ResourceClaim','metadata':{{'name':'{name}'}},'spec':{{'devices':{{'requests':[{{'name':'r','exactly':{{'deviceClassName':'gpu'}}}}]}}}}}}");
        cluster.StartScheduler();
        var pod = await cluster.AddPodAsync("web", spec: ",'resourceClaims':[{'name':'d','resourceClaimName':'first'}]");
        await cluster.UntilOnAsync("web", "n1");
        var claim = await cluster.ReadAsync(SchedulingResources.ResourceClaims, "first");
        var given = claim.Status["allocation"u8]["devices"u8]["results"u8][0];
        (given["request"u8].AsString(), given["driver"u8].AsString(), given["pool"u8].AsString(), given["device"u8].AsString()).ShouldBe(("r", "gpu.example.com", "n1", "g0"));
        claim.Status["reservedFor"u8][0]["uid"u8].AsString().ShouldBe(pod.Uid);
        claim.Metadata["finalizers"u8][0].AsString().ShouldBe("resource.kubernetes.io/delete-protection");
        await cluster.AddPodAsync("late", spec: ",'resourceClaims':[{'name':'d','resourceClaimName':'second'}]");
        (await cluster.UntilToldAsync("late")).ShouldStartWith("0/1 nodes are available: 1 cannot allocate all claims.");
    }

    [Fact]
    public async Task Profiles_EachPlaceTheirOwnPods()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNodeAsync("empty");
        await cluster.AddNodeAsync("used");
        await cluster.AddPodAsync("there", "2", ",'nodeName':'used'");
        var packs = new Dictionary<string, object> { ["NodeResourcesFit"] = new Plugins.NodeResourcesFitArgs { Strategy = new Plugins.ScoringStrategy("MostAllocated") } };
        cluster.StartScheduler(new SchedulerConfig { Profiles = [new ProfileConfig(), new ProfileConfig { SchedulerName = "packer", Args = packs }] });
        await cluster.AddPodAsync("spread-out");
        await cluster.UntilOnAsync("spread-out", "empty");
        await cluster.AddPodAsync("packed", spec: ",'schedulerName':'packer'");
        await cluster.UntilOnAsync("packed", "used");
        await cluster.UntilAsync(CoreResources.Events, all => all.Count(e => e.Root["reason"u8].AsString() == "Scheduled") == 2);
        (await cluster.ListAsync(CoreResources.Events)).Select(e => e.Root["source"u8]["component"u8].AsString()).Order(StringComparer.Ordinal).ShouldBe(["default-scheduler", "packer"]);
    }

    [Fact]
    public async Task Explain_FollowsAPodFromWaitingToItsNode()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNodeAsync("n1", cpu: "1");
        var loop = cluster.StartScheduler();
        await cluster.AddPodAsync("web", "2");
        var message = await cluster.UntilToldAsync("web");
        var told = (await loop.ExplainAsync("default", "web", TestContext.Current.CancellationToken))!;
        (told.Verdict, told.Message).ShouldBe((Verdict.Never, message));
        told.Nearest!.Changes.ShouldBe(["needs 2 cpu (it offers 1 in all) on n1"]);
        await cluster.PatchAsync(CoreResources.Nodes, "n1", "{'status':{'allocatable':{'cpu':'4'}}}", "", "status");
        await cluster.UntilOnAsync("web", "n1");
        (await loop.ExplainAsync("default", "web", TestContext.Current.CancellationToken))!.Verdict.ShouldBe(Verdict.Scheduled);
        (await loop.ExplainAsync("default", "nobody", TestContext.Current.CancellationToken)).ShouldBeNull();
        loop.Metrics().ShouldContain("scheduler_scheduling_attempt_duration_seconds_count{profile=\"default-scheduler\",result=\"scheduled\"} 1");
    }
}
