using Timonier.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Node.Containers;
using Timonier.Node.Pods;
using Timonier.Node.Volumes;

namespace Timonier.Node.Tests.Volumes;

/// <summary>The volumes of one pod in a folder of the test, made from objects that the test writes.</summary>
internal sealed class VolumeRoom : IMounter, IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("timonier-volumes-").FullName;
    private readonly CancellationTokenSource ending = new();
    private PodVolumes volumes;

    public VolumeRoom()
    {
        volumes = Agent();
        Cluster.OnSubresource = GiveToken;
    }

    public FakeCluster Cluster { get; } = new();
    public VirtualTime Time { get; } = new();
    public RecordedEvents Events { get; } = new();
    public List<string> Bound { get; } = [];
    public int TokensGiven { get; private set; }
    public int Woken { get; private set; }
    public PodDefinition Pod { get; private set; } = null!;

    public string Folder(string volume = "v") => volumes.PathOf(Pod, volume);
    public string File(string name) => Path.Combine(Folder(), name);
    public string? Text(string name) => System.IO.File.Exists(File(name)) ? System.IO.File.ReadAllText(File(name)) : null;
    public UnixFileMode Mode(string name) => System.IO.File.GetUnixFileMode(File(name));

    public void ConfigMap(string data, string more = "") => Cluster.Put(CoreResources.ConfigMaps,
        $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"},"data":{{{data}}}{{more}}}""");

    public Task RemoveAsync(ResourceName resource, string name) => Cluster.DeleteAsync(resource, "shop", name);

    /// <summary>A pod with one volume, v, whose source is given; its agent follows it and makes the volume.</summary>
    public async Task StartAsync(string volume, string labels = "", string security = "", string containers = """{"name":"main","image":"x"}""")
    {
        Define(volume, labels, security, containers);
        Follow();
        await volumes.EnsureAsync(Pod, TestContext.Current.CancellationToken);
    }

    public void Define(string volume, string labels = "", string security = "", string containers = """{"name":"main","image":"x"}""") => Pod = new PodDefinition(Document.Parse(
        $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop","uid":"u1","labels":{{{{labels}}}}},"spec":{"securityContext":{{{{security}}}},"volumes":[{"name":"v",{{{volume}}}}],"containers":[{{{containers}}}]}}"""));

    public void Follow() => volumes.Follow(Pod, () => Woken++, ending.Token);

    public void Leave() => volumes.Leave("u1");

    public Task EnsureAsync() => volumes.EnsureAsync(Pod, TestContext.Current.CancellationToken);

    public IReadOnlyList<Timonier.Contracts.Runtime.ContainerMount> Mounts(params (string Name, string Value)[] environment) =>
        volumes.MountsOf(Pod, Pod.Containers[0], 0, ["10.42.0.7"], environment.ToDictionary(e => e.Name, e => e.Value));

    /// <summary>The agent ends, and another one finds what it left.</summary>
    public void RestartAgent()
    {
        volumes.Leave("u1");
        volumes = Agent();
        Follow();
    }

    public void MountMemory(string directory, long sizeBytes) => Directory.CreateDirectory(directory);

    public void Bind(SafeFileHandle place, string target) => Bound.Add(target);

    public void UnmountBelow(string directory) => Bound.RemoveAll(b => b.StartsWith(directory, StringComparison.Ordinal));

    public void Dispose()
    {
        volumes.Leave("u1");
        ending.Cancel();
        ending.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private PodVolumes Agent()
    {
        var node = new NodeConfig { Name = "n1", Address = "172.31.0.1", DataDirectory = directory };
        var chance = new RandomIdSource(new Random(1));
        var tokens = new PodTokens(Cluster, Time, chance, NullLogger.Instance);
        var contents = new VolumeContents(node, new NodeCapacity(2, 1024, 1024), tokens, new ReferencedObjects(Cluster));
        return new PodVolumes(node, contents, new ObjectWatches(Cluster, Time, chance, NullLoggerFactory.Instance), this, new VolumeTools(Events, Time, NullLogger.Instance));
    }

    private Document GiveToken(DraftObject request)
    {
        var seconds = request.ToDocument().Spec["expirationSeconds"u8].AsInt64();
        request["status"] = new DraftObject { ["token"] = $"token-{++TokensGiven}", ["expirationTimestamp"] = Time.GetUtcNow().AddSeconds(seconds) };
        return request.ToDocument();
    }
}
