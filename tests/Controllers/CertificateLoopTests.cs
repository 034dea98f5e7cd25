using Timonier.Contracts.Cluster;
using Timonier.Controllers.Certificates;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

public sealed class CertificateLoopTests
{
    private const string Identity = "certificate-controller";
    private static readonly ResourceName Resource = new("certificates.k8s.io", "v1", "certificatesigningrequests");

    [Fact]
    public async Task NewNode_Asks_IsApprovedAndSigned()
    {
        await using var cluster = await LiveCluster.StartAsync();
        using var authority = new Requests();
        await using var approving = new Loop<ObjectKey>(cluster, Identity, (c, e) => new ApprovingController(c, e));
        await using var signing = new Loop<ObjectKey>(cluster, Identity, (c, e) => new SigningController(c, e, authority.Sign, cluster.Time));
        var joiner = cluster.For(new UserInfo("system:bootstrap:abc", ["system:bootstrappers:timonier:nodes", "system:authenticated"]));
        var asked = await joiner.CreateAsync(Resource, "", Body(Signers.KubeletClient, "O=system:nodes, CN=system:node:n1", Requests.KubeletUsages, ""));
        asked.IsSuccess.ShouldBeTrue(asked.Failure?.Message);
        var signed = await cluster.UntilAsync(Resource, "asked", r => r.Status["certificate"u8].AsString().Length > 0, "");
        var approved = Condition.ListOf(signed.Status["conditions"u8]).ShouldHaveSingleItem();
        (approved.Type, approved.Reason, approved.Message).ShouldBe(("Approved", "AutoApproved", "Auto approving kubelet client certificate after SubjectAccessReview."));
        approved.LastUpdateTime.ShouldNotBeNull();
        using var certificate = Requests.CertificateOf(signed);
        certificate.Subject.ShouldBe("O=system:nodes, CN=system:node:n1");
    }

    [Fact]
    public async Task ServingRequest_WaitsForAPerson_ThenIsSigned()
    {
        await using var cluster = await LiveCluster.StartAsync();
        using var authority = new Requests();
        await using var approving = new Loop<ObjectKey>(cluster, Identity, (c, e) => new ApprovingController(c, e));
        await using var signing = new Loop<ObjectKey>(cluster, Identity, (c, e) => new SigningController(c, e, authority.Sign, cluster.Time));
        await AskAsync(cluster, Body(Signers.KubeletServing, "O=system:nodes, CN=system:node:n1", "'digital signature','server auth'", "n1"));
        await cluster.SettleAsync();
        (await cluster.ReadAsync(Resource, "asked", "")).Status["conditions"u8].Count.ShouldBe(0);
        await ApproveAsync(cluster);
        await cluster.UntilAsync(Resource, "asked", r => r.Status["certificate"u8].AsString().Length > 0, "");
    }

    [Fact]
    public async Task NodeThatAsksBeforeItIsRegistered_GetsItsServingCertificateWhenItIs()
    {
        await using var cluster = await LiveCluster.StartAsync();
        using var authority = new Requests();
        await using var approving = new Loop<ObjectKey>(cluster, Identity, (c, e) => new ApprovingController(c, e));
        await using var signing = new Loop<ObjectKey>(cluster, Identity, (c, e) => new SigningController(c, e, authority.Sign, cluster.Time));
        // Its right to ask comes from the node authorizer, which is not here: masters may all.
        var asker = cluster.For(new UserInfo("system:node:n1", ["system:nodes", "system:masters"]));
        var asked = await asker.CreateAsync(Resource, "", Body(Signers.KubeletServing, "O=system:nodes, CN=system:node:n1", "'digital signature','server auth'", "n1"));
        asked.IsSuccess.ShouldBeTrue(asked.Failure?.Message);
        await cluster.SettleAsync();
        (await cluster.ReadAsync(Resource, "asked", "")).Status["conditions"u8].Count.ShouldBe(0);
        var node = new DraftObject { ["metadata"] = new DraftObject { ["name"] = "n1" } };
        (await cluster.Admin.CreateAsync(CoreResources.Nodes, "", node)).IsSuccess.ShouldBeTrue();
        using var certificate = Requests.CertificateOf(await cluster.UntilAsync(Resource, "asked", r => r.Status["certificate"u8].AsString().Length > 0, ""));
        certificate.MatchesHostname("n1").ShouldBeTrue();
    }

    [Fact]
    public async Task ApprovedRequest_ThatBreaksItsSignersRules_Fails()
    {
        await using var cluster = await LiveCluster.StartAsync();
        using var authority = new Requests();
        await using var signing = new Loop<ObjectKey>(cluster, Identity, (c, e) => new SigningController(c, e, authority.Sign, cluster.Time));
        await AskAsync(cluster, Body(Signers.Client, "CN=jane", "'server auth'", ""));
        await ApproveAsync(cluster);
        var failed = await cluster.UntilAsync(Resource, "asked", r => r.Status["conditions"u8].Count == 2, "");
        Condition.ListOf(failed.Status["conditions"u8]).Single(c => c.Type == "Failed").Reason.ShouldBe("SignerValidationFailure");
    }

    [Fact]
    public async Task UndecidedRequest_AfterADay_IsDeleted()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var cleaning = new Loop<ObjectKey>(cluster, Identity, (c, e) => new CleaningController(c, e, cluster.Time));
        await AskAsync(cluster, Body(Signers.Client, "CN=jane", Requests.KubeletUsages, ""));
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromHours(23));
        await cluster.SettleAsync();
        await cluster.ReadAsync(Resource, "asked", "");
        await cluster.AdvanceAsync(TimeSpan.FromHours(2));
        await cluster.UntilGoneAsync(Resource, "asked", "");
    }

    private static DraftObject Body(string signer, string subject, string usages, string dns)
    {
        var body = DraftObject.Of(Objects.Parse(Requests.Body(signer, subject, usages, dns: dns)));
        body.Remove("status");
        body["metadata"] = new DraftObject { ["name"] = "asked" };
        return body;
    }

    private static async Task AskAsync(LiveCluster cluster, DraftObject body)
    {
        var asked = await cluster.Admin.CreateAsync(Resource, "", body);
        asked.IsSuccess.ShouldBeTrue(asked.Failure?.Message);
    }

    private static Task ApproveAsync(LiveCluster cluster) =>
        cluster.PatchAsync(Resource, "asked", "{'status':{'conditions':[{'type':'Approved','status':'True','reason':'Person','message':'yes'}]}}", "", "approval");
}
