using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Testing;

/// <summary>
/// Reading and writing as the administrator. A target names a kind as people do, and an object where one is meant:
/// <c>pods</c>, <c>deploy/web</c>, <c>certificate.example.com/mine</c>. What is refused is thrown.
/// </summary>
public sealed partial class TestCluster
{
    /// <exception cref="ClusterRefusedException">It is not there.</exception>
    public async Task<Document> GetAsync(string target, string @namespace = "default") =>
        await FindAsync(target, @namespace) ?? throw new ClusterRefusedException(Status.NotFound(Target.Of(target, plane.Kinds).Kind.Resource, Target.Of(target, plane.Kinds).Name));

    /// <summary>The same seen through a view, as <c>GetAsync("deployment/web", Deployment.Of)</c>.</summary>
    public async Task<T> GetAsync<T>(string target, Func<Document, T> view, string @namespace = "default") => view(await GetAsync(target, @namespace));

    /// <summary>Null when it is not there.</summary>
    public async Task<Document?> FindAsync(string target, string @namespace = "default")
    {
        var aim = Target.Of(target, plane.Kinds);
        var found = await Client.GetAsync(aim.Kind.Resource, aim.Place(@namespace), aim.Name);
        return found.IsSuccess || found.Failure.IsNotFound ? found.Value : throw new ClusterRefusedException(found.Failure);
    }

    /// <summary>All of a kind, by name.</summary>
    public async Task<IReadOnlyList<Document>> ListAsync(string target, string @namespace = "default", string selector = "")
    {
        var aim = Target.Of(target, plane.Kinds);
        var list = Allowed(await Client.ListAsync(aim.Kind.Resource, aim.Place(@namespace), new ListQuery { LabelSelector = selector }));
        return list.Items;
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string target, Func<Document, T> view, string @namespace = "default", string selector = "") =>
        [.. (await ListAsync(target, @namespace, selector)).Select(view)];

    /// <summary>Everything that the cluster has, of all kinds, in the order of their groups, plurals, namespaces and names.</summary>
    public Task<IReadOnlyList<Document>> AllAsync() =>
        pump.RunAsync<IReadOnlyList<Document>>(async () => [.. (await plane.Store.ListAsync(new StoreRange("/registry/"))).Entries.Select(Read)]);

    /// <summary>Creates one object, written as YAML or JSON.</summary>
    public async Task<Document> CreateAsync(string manifest, string @namespace = "default")
    {
        var body = Manifest.Single(manifest);
        var kind = await KindOfAsync(body);
        return Allowed(await Client.CreateAsync(kind.Resource, Manifest.Place(body, kind, @namespace), body));
    }

    /// <summary>Merges a patch, written as YAML or JSON, into an object, or into a subresource of it.</summary>
    public async Task<Document> PatchAsync(string target, string patch, string @namespace = "default", string subresource = "")
    {
        var aim = Target.Of(target, plane.Kinds);
        return Allowed(await Client.PatchAsync(aim.Kind.Resource, aim.Place(@namespace), aim.Name, PatchBody.Merge(Manifest.Single(patch)), new WriteQuery { Subresource = subresource }));
    }

    /// <summary>Asks for the deletion; see <see cref="UntilGoneAsync"/> for its end.</summary>
    public async Task DeleteAsync(string target, string @namespace = "default", DeleteQuery? query = null)
    {
        var aim = Target.Of(target, plane.Kinds);
        Allowed(await Client.DeleteAsync(aim.Kind.Resource, aim.Place(@namespace), aim.Name, query));
    }

    public async Task ScaleAsync(string target, int replicas, string @namespace = "default") =>
        await PatchAsync(target, $"spec: {{replicas: {replicas}}}", @namespace, "scale");

    private static T Allowed<T>(ApiResult<T> result) where T : class => result.IsSuccess ? result.Value : throw new ClusterRefusedException(result.Failure);
}
