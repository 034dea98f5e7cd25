using Timonier.Api.Tests.Samples;

namespace Timonier.Api.Tests.Reads;

/// <summary>The fields by which objects of a kind can be selected, on the samples of the kinds.</summary>
public sealed class SelectableFieldTests
{
    [Theory]
    [InlineData("v1 pods", "status.phase=Pending", "status.phase=Running")]
    [InlineData("v1 nodes", "spec.unschedulable=false", "spec.unschedulable=true")]
    [InlineData("v1 secrets", "type=Opaque", "type=kubernetes.io/tls")]
    [InlineData("v1 events", "involvedObject.kind=Pod", "involvedObject.kind=Node")]
    [InlineData("v1 events", "source=kubelet", "source=scheduler")]
    [InlineData("events.k8s.io/v1 events", "regarding.name=a", "regarding.name=b")]
    [InlineData("v1 replicationcontrollers", "status.replicas=0", "status.replicas=1")]
    [InlineData("apps/v1 replicasets", "status.replicas=0", "status.replicas=1")]
    [InlineData("batch/v1 jobs", "status.successful=0", "status.successful=1")]
    [InlineData("certificates.k8s.io/v1 certificatesigningrequests", "spec.signerName=example.com/signer", "spec.signerName=example.com/other")]
    [InlineData("resource.k8s.io/v1 resourceslices", "spec.driver=d.example", "spec.nodeName=node-2")]
    [InlineData("coordination.k8s.io/v1 leases", "metadata.name=sample", "metadata.name=other")]
    public async Task Selector_OnAFieldOfTheKind_FindsThoseThatHaveIt(string resource, string fits, string fails)
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of(resource);
        await sample.MakeAsync(server);
        (await CountAsync(server, sample, fits)).ShouldBe(1);
        (await CountAsync(server, sample, fails)).ShouldBe(0);
    }

    [Theory]
    [InlineData("batch/v1 jobs", "status.failed", "field label not supported: status.failed")]
    [InlineData("apps/v1 deployments", "spec.replicas", "\"spec.replicas\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    public async Task Selector_OnAnotherField_IsRefused(string resource, string field, string message)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Get, $"{Sample.Of(resource).Collection}?fieldSelector={field}%3D1");
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldEndWith(message);
    }

    private static async Task<int> CountAsync(ApiServer server, Sample sample, string selector)
    {
        var (code, list) = await server.SendAsync(HttpMethod.Get, $"{sample.Collection}?fieldSelector={Uri.EscapeDataString(selector)}");
        code.ShouldBe(200, list.ToString());
        return list.Root["items"u8].Count;
    }
}
