using Timonier.Controllers.Framework;
using Timonier.Controllers.Volumes;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Objects;
using static Timonier.Controllers.Tests.Storage;

namespace Timonier.Controllers.Tests;

public sealed class BinderPlanTests
{
    private const string Completed = "pv.kubernetes.io/bind-completed";
    private const string ByController = "pv.kubernetes.io/bound-by-controller";
    private const string Provisioned = "pv.kubernetes.io/provisioned-by=csi.example.com";

    public static TheoryData<string, string, string[], string?> Choices => new()
    {
        { "the smallest that is large enough", Claim(), [Volume("a", "20Gi"), Volume("b", "6Gi"), Volume("small", "4Gi")], "b" },
        { "the fewest modes beside the wanted ones", Claim(), [Volume("a", "5Gi", "'ReadWriteOnce','ReadWriteMany'"), Volume("b", "9Gi")], "b" },
        { "all wanted modes", Claim(modes: "'ReadWriteOnce','ReadOnlyMany'"), [Volume("a")], null },
        { "its class", Claim(spec: ",'storageClassName':'fast'"), [Volume("a"), Volume("b", spec: ",'storageClassName':'fast'")], "b" },
        { "the class in its old annotation", Claim(metadata: Marks("volume.beta.kubernetes.io/storage-class=fast")), [Volume("a"), Volume("b", spec: ",'storageClassName':'fast'")], "b" },
        { "its labels", Claim(spec: ",'selector':{'matchLabels':{'x':'y'}}"), [Volume("a"), Volume("b", metadata: ",'labels':{'x':'y'}")], "b" },
        { "a block is no file system", Claim(spec: ",'volumeMode':'Block'"), [Volume("a"), Volume("b", spec: ",'volumeMode':'Block'")], "b" },
        { "one that names it, whatever its class", Claim(metadata: Uid("u")), [Volume("a", "5Gi"), Volume("b", "9Gi", spec: ",'storageClassName':'x'" + Link())], "b" },
        { "none that names another", Claim(metadata: Uid("u")), [Volume("b", spec: Link("other")), Volume("d", spec: Link("c", "before"))], null },
        { "none that is not free yet", Claim(), [Volume("a", phase: "Pending"), Volume("b", phase: "Released")], null },
        { "none that is going", Claim(), [Volume("a", metadata: ",'deletionTimestamp':'2026-03-01T12:00:00Z'")], null },
        { "none with other attributes", Claim(spec: ",'volumeAttributesClassName':'gold'"), [Volume("a")], null },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void Claim_GetsTheVolumeThatSuitsItBest(string what, string claim, string[] volumes, string? chosen)
    {
        var plan = ClaimPlan.Compute(Parse(claim), [.. volumes.Select(Parse)], [], []);
        var tied = plan.Actions.OfType<UpdateAction>().SingleOrDefault(a => a.Resource == StorageResources.Volumes);
        (tied?.Name).ShouldBe(chosen, what);
    }

    public static TheoryData<string, string, string[], string[], string> Waits => new()
    {
        { "no class", Claim(spec: ",'storageClassName':''"), [], [], "FailedBinding: no persistent volumes available for this claim and no storage class is set" },
        { "no such class", Claim(spec: ",'storageClassName':'x'"), [], [], "ProvisioningFailed: storageclass.storage.k8s.io \"x\" not found" },
        { "nobody uses it", Claim(spec: ",'storageClassName':'late'"), [Class("late", "WaitForFirstConsumer")], [], "WaitForFirstConsumer: waiting for first consumer to be created before binding" },
        { "one pod does", Claim(spec: ",'storageClassName':'late'"), [Class("late", "WaitForFirstConsumer")], ["p"], "WaitForPodScheduled: waiting for pod p to be scheduled" },
        { "two do", Claim(spec: ",'storageClassName':'late'"), [Class("late", "WaitForFirstConsumer")], ["p", "q"], "WaitForPodScheduled: waiting for pods p,q to be scheduled" },
        { "nobody makes such volumes", Claim(spec: ",'storageClassName':'local'"), [Class("local", provisioner: "kubernetes.io/no-provisioner")], [], "ProvisioningFailed: no volume plugin matched name: kubernetes.io/no-provisioner" },
        { "who makes them knows", Claim(spec: ",'storageClassName':'fast'", metadata: Marks("volume.kubernetes.io/storage-provisioner=csi.example.com")), [Class("fast")], [],
            "ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'csi.example.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered." },
    };

    [Theory]
    [MemberData(nameof(Waits))]
    public void Claim_WithoutVolume_SaysWhatItWaitsFor(string what, string claim, string[] classes, string[] pods, string told)
    {
        // A free volume is there, but where the scheduler chooses, the binder does not.
        var plan = ClaimPlan.Compute(Parse(claim), [Parse(Volume("late", spec: ",'storageClassName':'late'"))], [.. classes.Select(Parse)], pods);
        plan.Notes.Select(n => $"{n.Reason}: {n.Message}").ShouldBe([told], what);
        plan.Actions.ShouldAllBe(a => a.Resource.Plural == "persistentvolumeclaims");
    }

    [Fact]
    public void Provisioner_IsTold_AfterTheSchedulerHasChosen_OrAtOnce()
    {
        var chosen = Claim(spec: ",'storageClassName':'late'", metadata: Marks("volume.kubernetes.io/selected-node=n1"));
        Annotation(chosen, Class("late", "WaitForFirstConsumer")).ShouldBe("csi.example.com");
        Annotation(Claim(spec: ",'storageClassName':'old'"), Class("old", provisioner: "kubernetes.io/gce-pd")).ShouldBe("pd.csi.storage.gke.io");

        static string Annotation(string claim, string storageClass) => ClaimPlan.Compute(Parse(claim), [], [Parse(storageClass)], []).Actions.ShouldHaveSingleItem()
            .ShouldBeOfType<UpdateAction>().Body.ToDocument().Metadata["annotations"u8]["volume.kubernetes.io/storage-provisioner"u8].AsString();
    }

    [Fact]
    public void ClassLeftOpen_BecomesTheNewestDefault()
    {
        Document[] classes =
        [
            Parse(Class("old", metadata: ",'creationTimestamp':'2026-01-01T00:00:00Z'" + Marks("storageclass.kubernetes.io/is-default-class=true"))),
            Parse(Class("new", metadata: ",'creationTimestamp':'2026-02-01T00:00:00Z'" + Marks("storageclass.kubernetes.io/is-default-class=true"))),
            Parse(Class("newest", metadata: ",'creationTimestamp':'2026-03-01T00:00:00Z'")),
        ];
        ClaimPlan.Compute(Parse(Claim()), [], classes, []).Actions.ShouldHaveSingleItem().ShouldBeOfType<UpdateAction>().Body.ToDocument().Spec["storageClassName"u8].AsString().ShouldBe("new");
        ClaimPlan.Compute(Parse(Claim(spec: ",'storageClassName':''")), [], classes, []).Notes.ShouldHaveSingleItem().Reason.ShouldBe("FailedBinding");
    }

    [Theory]
    // what the claim names, what of it is there -> how it is lost, or null
    [InlineData("", null, "ClaimLost: Bound claim has lost reference to PersistentVolume. Data on the volume is lost!")]
    [InlineData("v", null, "ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!")]
    [InlineData("v", "another", "ClaimMisbound: Two claims are bound to the same volume, this one is bound incorrectly")]
    [InlineData("v", "u", null)]
    [InlineData("v", "", null)] // the link is gone, and comes back
    public void BoundClaim_GetsNoOtherVolume(string named, string? linked, string? told)
    {
        var claim = Parse(Claim(spec: $",'volumeName':'{named}'", metadata: Uid("u") + Marks(Completed), status: "'phase':'Bound'"));
        Document[] volumes = linked is null ? [Parse(Volume("free"))] : [Parse(Volume("v", spec: linked.Length == 0 ? "" : Link("c", linked), phase: "Bound")), Parse(Volume("free"))];
        var plan = ClaimPlan.Compute(claim, volumes, [], []);
        var lost = plan.Actions.OfType<UpdateAction>().FirstOrDefault(a => a.Event is not null);
        (lost is null ? null : $"{lost.Event!.Reason}: {lost.Event.Message}").ShouldBe(told);
        if (lost is not null) PhaseOf(lost.Body.ToDocument()).ShouldBe("Lost");
    }

    public static TheoryData<string, string, string?, string?> Ends => new()
    {
        { "free", Volume(phase: "Pending"), null, "Available" },
        { "kept for a claim that is not there", Volume(phase: "Pending", spec: Link()), null, "Available" },
        { "tied", Volume(spec: Link("c", "u")), Claim(spec: ",'volumeName':'v'", metadata: Uid("u")), "Bound" },
        { "its claim is gone", Volume(spec: Link("c", "u"), phase: "Bound"), null, "Released" },
        { "another claim has the name", Volume(spec: Link("c", "u"), phase: "Bound"), Claim(metadata: Uid("new")), "Released" },
        { "given up and kept", Volume(spec: Link("c", "u") + ",'persistentVolumeReclaimPolicy':'Retain'", phase: "Released"), null, null },
        { "given up, and whoever made it deletes it", Volume(spec: Link("c", "u") + ",'persistentVolumeReclaimPolicy':'Delete'", phase: "Released", metadata: Marks(Provisioned)), null, null },
        { "given up, and nobody can delete it", Volume(spec: Link("c", "u") + ",'persistentVolumeReclaimPolicy':'Delete'", phase: "Released"), null, "Failed" },
        { "given up, and nobody can clean it", Volume(spec: Link("c", "u") + ",'persistentVolumeReclaimPolicy':'Recycle'", phase: "Released"), null, "Failed" },
        { "made for a claim that has another", Volume(spec: Link("c", "u") + ",'persistentVolumeReclaimPolicy':'Delete'", metadata: Marks(Provisioned)), Claim(spec: ",'volumeName':'w'", metadata: Uid("u")), "Released" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Volume_FollowsItsClaim(string what, string volume, string? claim, string? phase)
    {
        var plan = VolumePlan.Compute(Parse(volume), claim is null ? null : Parse(claim));
        plan.Actions.OfType<UpdateAction>().Select(a => PhaseOf(a.Body.ToDocument())).ShouldBe(phase is null ? [] : [phase], what);
    }

    [Fact]
    public void Volume_WhoseClaimHasAnother_IsSetFree_AsFarAsTheBinderTiedIt()
    {
        var claim = Parse(Claim(spec: ",'volumeName':'w'", metadata: Uid("u")));
        Freed(Volume(spec: Link("c", "u"), metadata: Marks(ByController))).IsNullOrMissing.ShouldBeTrue();
        Freed(Volume(spec: Link("c", "u")))["uid"u8].Exists.ShouldBeFalse();
        Freed(Volume(spec: Link("c", "u")))["name"u8].AsString().ShouldBe("c");

        Documents.Node Freed(string volume) => VolumePlan.Compute(Parse(volume), claim).Actions.ShouldHaveSingleItem().ShouldBeOfType<UpdateAction>().Body.ToDocument().Spec["claimRef"u8];
    }

    [Fact]
    public void Volume_AndClaim_OfDifferentSorts_AreTold()
    {
        var plan = VolumePlan.Compute(Parse(Volume(spec: Link("c", "u"))), Parse(Claim(metadata: Uid("u"), spec: ",'volumeMode':'Block'")));
        plan.Notes.Select(n => n.Message).ShouldBe([
            "Cannot bind PersistentVolume to requested PersistentVolumeClaim \"c\" due to incompatible volumeMode.",
            "Cannot bind PersistentVolume \"v\" to requested PersistentVolumeClaim due to incompatible volumeMode."]);
    }

    [Theory]
    [InlineData("10Gi", "5Gi", "Normal")]
    [InlineData("5Gi", "5Gi", null)]
    public void Growth_IsLeftToTheResizer(string wanted, string held, string? type)
    {
        var claim = Parse(Claim(size: wanted, metadata: Uid("u"), spec: ",'volumeName':'v'", status: $"'phase':'Bound','capacity':{{'storage':'{held}'}}"));
        (ExpansionPlan.Compute(claim, Parse(Volume(spec: Link("c", "u"), source: Csi())))?.Type).ShouldBe(type);
    }
}
