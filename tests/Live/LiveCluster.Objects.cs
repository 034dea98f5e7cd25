using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Tests.Live;

public sealed partial class LiveCluster
{
    /// <summary>Creates an object from JSON with single quotes; its status, which the API drops on creation, is written afterwards.</summary>
    public async Task<Document> PutAsync(ResourceName resource, string json, string @namespace = "default")
    {
        var body = DraftObject.Of(Document.Parse(json.Replace('\'', '"')));
        var created = await Admin.CreateAsync(resource, @namespace, body);
        created.IsSuccess.ShouldBeTrue(created.Failure?.Message);
        if (body["status"] is not { } status) return created.Value!;
        var patched = await Admin.PatchAsync(resource, @namespace, created.Value!.Name, PatchBody.Merge(new DraftObject { ["status"] = status.Clone() }), new WriteQuery { Subresource = "status" });
        patched.IsSuccess.ShouldBeTrue(patched.Failure?.Message);
        return patched.Value!;
    }

    public async Task AddNamespaceAsync(string name)
    {
        await PutAsync(CoreResources.Namespaces, $"{{'metadata':{{'name':'{name}'}}}}", "");
        await PutAsync(CoreResources.ServiceAccounts, "{'metadata':{'name':'default'}}", name);
    }

    public async Task<Document> PatchAsync(ResourceName resource, string name, string json, string @namespace = "default", string subresource = "")
    {
        var patch = PatchBody.Merge(DraftObject.Of(Document.Parse(json.Replace('\'', '"'))));
        var patched = await Admin.PatchAsync(resource, @namespace, name, patch, new WriteQuery { Subresource = subresource });
        patched.IsSuccess.ShouldBeTrue(patched.Failure?.Message);
        return patched.Value!;
    }

    public async Task DeleteAsync(ResourceName resource, string name, string @namespace = "default", string policy = "Background", long? grace = 0)
    {
        var deleted = await Admin.DeleteAsync(resource, @namespace, name, new DeleteQuery { PropagationPolicy = policy, GracePeriodSeconds = grace });
        deleted.IsSuccess.ShouldBeTrue(deleted.Failure?.Message);
    }

    public async Task<Document> ReadAsync(ResourceName resource, string name, string @namespace = "default")
    {
        var read = await Admin.GetAsync(resource, @namespace, name);
        read.IsSuccess.ShouldBeTrue(read.Failure?.Message);
        return read.Value!;
    }

    /// <summary>What the API holds now, by name.</summary>
    public async Task<IReadOnlyList<Document>> ListAsync(ResourceName resource, string @namespace = "")
    {
        var list = await Admin.ListAsync(resource, @namespace, new ListQuery());
        list.IsSuccess.ShouldBeTrue(list.Failure?.Message);
        return [.. list.Value!.Items.OrderBy(i => i.Name, StringComparer.Ordinal)];
    }

    /// <summary>Events as "Reason: message".</summary>
    public async Task<IReadOnlyList<string>> EventsAsync() =>
        [.. (await ListAsync(CoreResources.Events)).Select(e => $"{e.Root["reason"u8].AsString()}: {e.Root["message"u8].AsString()}")];
}
