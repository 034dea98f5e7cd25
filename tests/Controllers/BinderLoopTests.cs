using Timonier.Contracts.Cluster;
using Timonier.Controllers.EphemeralVolumes;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Volumes;
using Timonier.Kernel;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Storage;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class BinderLoopTests
{
    private static readonly ResourceName Claims = CoreResources.PersistentVolumeClaims;
    private static readonly ResourceName Volumes = StorageResources.Volumes;

    [Fact]
    public async Task Claim_AndVolume_FindEachOther_AndTheVolumeIsKeptAfterwards()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunBinder(cluster);
        await cluster.PutAsync(Claims, Claim(spec: ",'storageClassName':''"));
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["reason"u8].TextEquals("FailedBinding"u8)));
        await cluster.PutAsync(Volumes, Volume(phase: "Pending"), "");
        var claim = await cluster.UntilPhaseAsync(Claims, "c", "Bound");
        var volume = await cluster.UntilPhaseAsync(Volumes, "v", "Bound");

        claim.Spec["volumeName"u8].AsString().ShouldBe("v");
        claim.Metadata["annotations"u8].ToString().ShouldBe("""{"pv.kubernetes.io/bound-by-controller":"yes","pv.kubernetes.io/bind-completed":"yes"}""");
        claim.Status["capacity"u8]["storage"u8].AsString().ShouldBe("10Gi");
        volume.Spec["claimRef"u8]["uid"u8].AsString().ShouldBe(claim.Uid);

        await cluster.DeleteAsync(Claims, "c");
        (await cluster.UntilPhaseAsync(Volumes, "v", "Released")).Spec["claimRef"u8]["uid"u8].AsString().ShouldBe(claim.Uid);
        await cluster.PutAsync(Claims, Claim(spec: ",'storageClassName':''"));
        await cluster.SettleAsync();
        PhaseOf(await cluster.ReadAsync(Claims, "c")).ShouldBe("Pending");
    }

    [Fact]
    public async Task Volume_KeptForAClaim_GoesToNoOther()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunBinder(cluster);
        await cluster.PutAsync(Volumes, Volume(phase: "Pending", spec: Link("mine")), "");
        await cluster.PutAsync(Claims, Claim("other", spec: ",'storageClassName':''"));
        await cluster.SettleAsync();
        await cluster.PutAsync(Claims, Claim("mine", spec: ",'storageClassName':'','volumeName':'v'"));
        await cluster.UntilPhaseAsync(Claims, "mine", "Bound");
        PhaseOf(await cluster.ReadAsync(Claims, "other")).ShouldBe("Pending");
        await cluster.DeleteAsync(Volumes, "v", "");
        await cluster.UntilPhaseAsync(Claims, "mine", "Lost");
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["reason"u8].TextEquals("ClaimLost"u8)));
    }

    [Theory]
    [InlineData("'csi':{'driver':'csi.example.com','volumeHandle':'h1'}", "Normal")]
    [InlineData("'hostPath':{'path':'/data'}", "Warning")]
    public async Task Claim_ThatGrows_IsToldWhoMustGrowItsVolume(string source, string type)
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var binder = RunBinder(cluster);
        await using var loop = new Loop<ObjectKey>(cluster, "expand-controller", (client, events) => new ExpansionController(client, events));
        await cluster.PutAsync(StorageResources.Classes, Class("wide").Replace("'provisioner'", "'allowVolumeExpansion':true,'provisioner'", StringComparison.Ordinal), "");
        await cluster.PutAsync(Volumes, Volume(phase: "Pending", source: source, spec: ",'storageClassName':'wide'"), "");
        await cluster.PutAsync(Claims, Claim(spec: ",'storageClassName':'wide'"));
        await cluster.UntilPhaseAsync(Claims, "c", "Bound");
        await cluster.SettleAsync();
        (await cluster.EventsAsync()).ShouldNotContain(e => e.StartsWith("ExternalExpanding", StringComparison.Ordinal));
        await cluster.PatchAsync(Claims, "c", "{'spec':{'resources':{'requests':{'storage':'20Gi'}}}}");
        var told = await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["reason"u8].TextEquals("ExternalExpanding"u8)));
        var note = told.Single(e => e.Root["reason"u8].TextEquals("ExternalExpanding"u8));
        (note.Root["type"u8].AsString(), note.Root["message"u8].AsString()).ShouldBe((type, "waiting for an external controller to expand this PVC"));
    }

    [Fact]
    public async Task Provisioner_FromOutside_MakesTheVolume_OnceAPodHasItsNode()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunBinder(cluster);
        await cluster.PutAsync(StorageResources.Classes, Class("late", "WaitForFirstConsumer"), "");
        var asked = await cluster.PutAsync(Claims, Claim(spec: ",'storageClassName':'late'"));
        await cluster.PutAsync(CoreResources.Pods, Pod("p", spec: UsingClaim("c")));
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["message"u8].TextEquals("waiting for pod p to be scheduled"u8)));

        // 1 the scheduler names the node
        await cluster.PatchAsync(Claims, "c", "{'metadata':{'annotations':{'volume.kubernetes.io/selected-node':'n1'}}}");
        await cluster.UntilAsync(Claims, "c", c => c.Metadata["annotations"u8]["volume.kubernetes.io/storage-provisioner"u8].TextEquals("csi.example.com"u8));
        // 2 the provisioner makes the volume for the claim
        await cluster.PutAsync(Volumes, Volume("made", phase: "Pending", source: Csi(), spec: ",'storageClassName':'late','persistentVolumeReclaimPolicy':'Delete'" + Link("c", asked.Uid), metadata: Marks("pv.kubernetes.io/provisioned-by=csi.example.com")), "");
        await cluster.UntilPhaseAsync(Claims, "c", "Bound");
        // 3 and deletes it when it is given up
        await cluster.DeleteAsync(CoreResources.Pods, "p");
        await cluster.DeleteAsync(Claims, "c");
        await cluster.UntilPhaseAsync(Volumes, "made", "Released");
        await cluster.SettleAsync();
        PhaseOf(await cluster.ReadAsync(Volumes, "made", "")).ShouldBe("Released");
    }

    [Fact]
    public async Task DefaultClass_ThatComesLater_IsGivenToClaimsThatLeftItOpen()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunBinder(cluster);
        await cluster.PutAsync(Claims, Claim());
        await cluster.SettleAsync();
        await cluster.PutAsync(StorageResources.Classes, Class("usual", metadata: Marks("storageclass.kubernetes.io/is-default-class=true")), "");
        await cluster.UntilAsync(Claims, "c", c => c.Spec["storageClassName"u8].TextEquals("usual"u8) && c.Metadata["annotations"u8]["volume.kubernetes.io/storage-provisioner"u8].Exists);
    }

    [Fact]
    public async Task Crash_BetweenAnyTwoWrites_LeavesWhatTheNextOneFinishes()
    {
        // How many writes stand before it dies: the volume's link, its phase, the claim's link.
        for (var after = 0; after < 4; after++)
        {
            await using var cluster = await LiveCluster.StartAsync();
            await cluster.PutAsync(Volumes, Volume(), "");
            await cluster.PutAsync(Claims, Claim(spec: ",'storageClassName':''"));
            var left = after;
            cluster.Before = call => Task.FromResult(call.Resource.Plural.StartsWith("persistentvolume", StringComparison.Ordinal) && Interlocked.Decrement(ref left) < 0 ? new Status(503, "ServiceUnavailable", "down") : null);
            var first = RunBinder(cluster);
            await cluster.UntilAsync(() => Volatile.Read(ref left) < 0);
            await first.DisposeAsync();
            cluster.Before = _ => Task.FromResult<Status?>(null);
            await using var second = RunBinder(cluster);
            var claim = await cluster.UntilPhaseAsync(Claims, "c", "Bound");
            (await cluster.UntilPhaseAsync(Volumes, "v", "Bound")).Spec["claimRef"u8]["uid"u8].AsString().ShouldBe(claim.Uid);
        }
    }

    [Fact]
    public async Task TwoLeaders_NeverGiveOneVolumeToTwoClaims()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var one = RunBinder(cluster);
        await using var other = RunBinder(cluster);
        var names = Enumerable.Range(0, 6).Select(i => $"c{i}").ToList();
        foreach (var name in names) await cluster.PutAsync(Claims, Claim(name, spec: ",'storageClassName':''"));
        for (var i = 0; i < 4; i++) await cluster.PutAsync(Volumes, Volume($"v{i}", phase: "Pending"), "");
        await cluster.UntilAsync(Claims, all => all.Count(c => PhaseOf(c) == "Bound") == 4);
        await cluster.SettleAsync();
        var bound = (await cluster.ListAsync(Claims)).Where(c => PhaseOf(c) == "Bound").ToList();
        bound.Select(c => c.Spec["volumeName"u8].AsString()).Distinct().Count().ShouldBe(4);
        var volumes = await cluster.ListAsync(Volumes);
        bound.TrueForAll(c => volumes.Single(v => v.Name == c.Spec["volumeName"u8].AsString()).Spec["claimRef"u8]["uid"u8].AsString() == c.Uid).ShouldBeTrue();
    }

    [Fact]
    public async Task EphemeralVolume_BringsItsClaim_UnlessAStrangerHasTheName()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<ObjectKey>(cluster, "ephemeral-volume-controller", (client, events) => new EphemeralVolumeController(client, events));
        const string Spec = ",'volumes':[{'name':'data','ephemeral':{'volumeClaimTemplate':{'metadata':{'labels':{'x':'y'}},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}}}]";
        var pod = await cluster.PutAsync(CoreResources.Pods, Pod("p", spec: Spec));
        var claim = await cluster.UntilAsync(Claims, "p-data", _ => true);
        (Owner(claim), Label(claim, "x")).ShouldBe((pod.Uid, "y"));
        await cluster.DeleteAsync(Claims, "p-data");
        await cluster.UntilAsync(Claims, "p-data", c => c.Uid != claim.Uid);

        await cluster.PutAsync(Claims, Claim("q-data"));
        await cluster.PutAsync(CoreResources.Pods, Pod("q", spec: Spec));
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["message"u8].TextEquals("ephemeral volume data: PVC default/q-data was not created for pod default/q (pod is not owner)"u8)));
    }
}
