using Timonier.Client;
using Timonier.Contracts.Cluster;
namespace Timonier.Node.Containers;

/// <summary>Reads through the cluster client each time: a pod that starts sees what was written before it.</summary>
internal sealed class ReferencedObjects(IClusterClient client) : IReferencedObjects
{
    public Task<Document?> ConfigMapAsync(string @namespace, string name, CancellationToken cancellation) =>
        ReadAsync(CoreResources.ConfigMaps, @namespace, name, cancellation);

    public Task<Document?> SecretAsync(string @namespace, string name, CancellationToken cancellation) =>
        ReadAsync(CoreResources.Secrets, @namespace, name, cancellation);

    private async Task<Document?> ReadAsync(ResourceName resource, string @namespace, string name, CancellationToken cancellation)
    {
        var read = await client.GetAsync(resource, @namespace, name, cancellation: cancellation);
        if (read.IsSuccess) return read.Value;
        if (read.Failure.IsNotFound) return null;
        throw new ConfigurationException($"failed to read {resource.Plural} {@namespace}/{name}: {read.Failure.Message}");
    }
}
