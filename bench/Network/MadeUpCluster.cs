using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Network.Bench;

/// <summary>Services with endpoints, as informers that are complete from the start and change when told.</summary>
internal sealed class MadeUpCluster : IInformerSource
{
    private readonly FixedInformer services = new(new ResourceName("", "v1", "services"));
    private readonly FixedInformer slices = new(new ResourceName("discovery.k8s.io", "v1", "endpointslices"));
    private readonly int endpoints;

    public MadeUpCluster(int services, int endpoints)
    {
        this.endpoints = endpoints;
        for (var i = 0; i < services; i++)
        {
            this.services.Put($$$"""
                {"metadata":{"name":"svc-{{{i}}}","namespace":"default"},
                 "spec":{"type":"ClusterIP","clusterIP":"{{{AddressOf(i)}}}","ports":[{"name":"http","port":80,"protocol":"TCP"}]}}
                """);
            PutSlice(i, generation: 0);
        }
    }

    public ObjectSnapshot Services => services.Snapshot;
    public ObjectSnapshot Slices => slices.Snapshot;

    public static string AddressOf(int service) => $"10.43.{4 + service / 250}.{1 + service % 250}";

    /// <summary>Gives the service's first endpoint another address.</summary>
    public void ReplaceEndpoint(int service, int generation) => PutSlice(service, generation);

    public IInformer For(ResourceName resource, ListQuery? selection = null, string @namespace = "") => resource.Plural == "services" ? services : slices;

    public void Forget(ResourceName resource) => throw new NotSupportedException("what is measured here keeps its informers");

    private void PutSlice(int service, int generation)
    {
        var listed = string.Join(',', Enumerable.Range(0, endpoints).Select(e =>
            $$$"""{"addresses":["10.42.{{{(e == 0 ? generation * 4 : 0) + service / 250}}}.{{{1 + service % 250}}}"],"nodeName":"n{{{e}}}","conditions":{"ready":true}}"""
                .Replace("10.42.", $"10.{42 + e}.", StringComparison.Ordinal)));
        slices.Put($$$"""
            {"metadata":{"name":"svc-{{{service}}}-a","namespace":"default","labels":{"kubernetes.io/service-name":"svc-{{{service}}}"}},
             "addressType":"IPv4","ports":[{"name":"http","port":8080,"protocol":"TCP"}],"endpoints":[{{{listed}}}]}
            """);
    }

    private sealed class FixedInformer(ResourceName resource) : IInformer
    {
        public ResourceName Resource => resource;
        public ObjectSnapshot Snapshot { get; private set; } = ObjectSnapshot.Empty;

        public Task SyncedAsync(CancellationToken cancellation) => Task.CompletedTask;
        public IDisposable Subscribe(Action<ObjectChange> handler) => new MemoryStream();
        public void Put(string json) => Snapshot = Snapshot.With(Document.Parse(json));
    }
}
