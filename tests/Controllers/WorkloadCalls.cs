using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>What upstream's conformance tests do to the API of every workload alike.</summary>
internal static class WorkloadCalls
{
    /// <summary>The scale of "web", which has one pod, is read, replaced and patched; its pods follow.</summary>
    public static async Task ScaleAsync(this LiveCluster cluster, ResourceName resource)
    {
        var scale = await cluster.Admin.GetAsync(resource, "default", "web", "scale");
        scale.Value!.Spec["replicas"u8].AsInt32().ShouldBe(1);
        var body = DraftObject.Of(scale.Value);
        body.Object("spec")["replicas"] = 2;
        (await cluster.Admin.UpdateAsync(resource, "default", body, new WriteQuery { Subresource = "scale" })).IsSuccess.ShouldBeTrue();
        await cluster.UntilAsync(resource, "web", o => Workloads.Count(o, "availableReplicas") == 2);
        (await cluster.PatchAsync(resource, "web", "{'spec':{'replicas':4}}", subresource: "scale")).Spec["replicas"u8].AsInt32().ShouldBe(4);
        await cluster.UntilAsync(resource, "web", o => Workloads.Count(o, "availableReplicas") == 4);
    }

    /// <summary>The status of "web" is read, replaced and patched, and its controller leaves conditions that are not its own.</summary>
    public static async Task WriteStatusAsync(this LiveCluster cluster, ResourceName resource)
    {
        var read = await cluster.Admin.GetAsync(resource, "default", "web", "status");
        var body = DraftObject.Of(read.Value!);
        body.Object("status").Array("conditions").Add(new DraftObject { ["type"] = "StatusUpdate", ["status"] = "True", ["reason"] = "E2E", ["message"] = "Set from e2e test" });
        var updated = await cluster.Admin.UpdateAsync(resource, "default", body, new WriteQuery { Subresource = "status" });
        updated.IsSuccess.ShouldBeTrue(updated.Failure?.Message);
        await cluster.SettleAsync();
        Types(await cluster.ReadAsync(resource, "web")).ShouldContain("StatusUpdate");
        await cluster.PatchAsync(resource, "web", "{'status':{'conditions':[{'type':'StatusPatched','status':'True'}]}}", subresource: "status");
        await cluster.SettleAsync();
        Types(await cluster.ReadAsync(resource, "web")).ShouldContain("StatusPatched");
    }

    /// <summary>Of the objects that are there, those with a label are listed and deleted at once.</summary>
    public static async Task DeleteCollectionAsync(this LiveCluster cluster, ResourceName resource, string label, int count)
    {
        var query = new ListQuery { LabelSelector = label };
        var listed = await cluster.Admin.ListAsync(resource, "default", query);
        listed.Value!.Items.Count.ShouldBe(count);
        (await cluster.Admin.DeleteCollectionAsync(resource, "default", query)).Value!.Items.Count.ShouldBe(count);
        await cluster.UntilAsync(resource, all => all.All(o => listed.Value.Items.All(l => l.Uid != o.Uid)));
    }

    private static IEnumerable<string> Types(Document document) => Framework.Condition.ListOf(document.Status["conditions"u8]).Select(c => c.Type);
}
