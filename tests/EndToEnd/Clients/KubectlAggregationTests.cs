using System.Text;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>
/// A server beside the cluster's own, with an account, rights and a certificate of its own, that has lighthouses and
/// metrics: what kubectl sees of it while it is there, while it cannot be reached, and when it is taken away.
/// </summary>
public sealed class KubectlAggregationTests : IAsyncLifetime
{
    private const int Port = 9443;

    private static readonly string Service = $$"""
        {"apiVersion":"v1","kind":"List","items":[
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"coast"},"spec":{"ports":[{"name":"https","port":443}]} },
        {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"coast-1","labels":{"kubernetes.io/service-name":"coast"} },"addressType":"IPv4",
        "ports":[{"name":"https","port":{{Port}}}],"endpoints":[{"addresses":["{{NetworkNamespace.Address}}"],"conditions":{"ready":true} }]}]}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("timonier-coast-").FullName;
    private ClusterUnderTest cluster = null!;
    private RunningProgram? coast;

    public async ValueTask InitializeAsync() => cluster = await ClusterUnderTest.StartAsync("coast", "--no-agent");

    [Fact]
    public async Task Server_BesideTheClusters_IsSeenUsedMissedAndRemoved()
    {
        await KubectlAsync("create namespace shore");
        await KubectlAsync("apply -n shore -f -", Service);
        var bundle = await StartCoastAsync();
        await RegisterAsync("coast.example.com", "v1", bundle);
        await RegisterAsync("metrics.k8s.io", "v1beta1", bundle);
        await KubectlAsync("wait --for=condition=Available apiservice/v1.coast.example.com apiservice/v1beta1.metrics.k8s.io --timeout=60s");
        (await KubectlAsync("get apiservices v1.coast.example.com v1.apps")).ShouldMatch(@"^NAME +SERVICE +AVAILABLE +AGE\nv1.coast.example.com +shore/coast +True +\w+\nv1.apps +Local +True +\w+$");

        foreach (var program in (string[])[Paths.Kubectl, Paths.NewerKubectl]) await UseAsync(program);
        await NamespaceTakesItsLighthousesAsync();
        await BrokenOneBreaksNothingElseAsync();
    }

    private async Task UseAsync(string program)
    {
        (await RunAsync(program, "api-resources --api-group=coast.example.com")).ShouldMatch(@"lighthouses +lh +coast.example.com/v1 +true +Lighthouse");
        (await RunAsync(program, "apply -f -", Lighthouse(40))).ShouldBe("lighthouse.coast.example.com/cape created");
        (await RunAsync(program, "apply -f -", Lighthouse(40))).ShouldBe("lighthouse.coast.example.com/cape unchanged");
        await using (var watch = cluster.StartClient([program, "get", "lh", "--watch", "--no-headers"]))
        {
            await watch.LineAsync("cape   40 ");
            (await RunAsync(program, "apply -f -", Lighthouse(41))).ShouldBe("lighthouse.coast.example.com/cape configured");
            await watch.LineAsync("cape   41 ");
        }
        (await RunAsync(program, "get lh")).ShouldMatch(@"^NAME +HEIGHT +COLOUR\ncape +41 +red$");
        (await RunAsync(program, "get lighthouses.v1.coast.example.com cape -o jsonpath={.spec.height}")).ShouldBe("41");
        (await RunAsync(program, "describe lh cape")).ShouldContain("Kind:         Lighthouse");
        (await RunAsync(program, "explain lighthouses.spec.height")).ShouldContain("Metres above the sea.");
        (await RunAsync(program, "explain pods.spec.nodeName")).ShouldContain("FIELD: nodeName");
        (await FailAsync(program, "get lh --as=stranger")).ShouldBe("Error from server (Forbidden): lighthouses.coast.example.com is forbidden: User \"stranger\" cannot list resource \"lighthouses\" in API group \"coast.example.com\" in the namespace \"default\"");
        (await RunAsync(program, "top pods")).ShouldMatch(@"^NAME +CPU\(cores\) +MEMORY\(bytes\) *\nkeeper +250m +64Mi *$");
        (await RunAsync(program, "delete lh cape")).ShouldContain("lighthouse.coast.example.com \"cape\" deleted");
        (await RunAsync(program, "get all")).ShouldContain("service/kubernetes");
    }

    private async Task NamespaceTakesItsLighthousesAsync()
    {
        await KubectlAsync("create namespace cove");
        await KubectlAsync("apply -n cove -f -", Lighthouse(9));
        await KubectlAsync("delete namespace cove --timeout=60s");
        (await KubectlAsync("get lh -A --no-headers")).ShouldBeEmpty();
    }

    private async Task BrokenOneBreaksNothingElseAsync()
    {
        // Nobody is behind its Service any more.
        await KubectlAsync("delete -n shore endpointslice coast-1");
        await KubectlAsync("wait --for=condition=Available=False apiservice/v1.coast.example.com --timeout=60s");
        (await KubectlAsync("get apiservices v1.coast.example.com --no-headers")).ShouldContain("False (EndpointsNotFound)");
        (await KubectlAsync("get all")).ShouldContain("service/kubernetes");
        (await FailAsync(Paths.Kubectl, "get --raw /apis/coast.example.com/v1/namespaces/default/lighthouses")).ShouldContain("(ServiceUnavailable)");

        // A namespace may have something there: it waits, and says for what.
        await KubectlAsync("create namespace cove");
        await KubectlAsync("delete namespace cove --wait=false");
        await KubectlAsync("wait --for=condition=NamespaceDeletionDiscoveryFailure namespace/cove --timeout=60s");
        (await KubectlAsync("get namespace cove -o 'jsonpath={.status.conditions[?(@.type==\"NamespaceDeletionDiscoveryFailure\")].message}'"))
            .ShouldStartWith("Discovery failed for some groups, 2 failing: unable to retrieve the complete list of server APIs: coast.example.com/v1: stale GroupVersion discovery: coast.example.com/v1");

        // Taken away, it is gone at once, and the namespace with it.
        await KubectlAsync("delete apiservice v1.coast.example.com v1beta1.metrics.k8s.io");
        (await FailAsync(Paths.NewerKubectl, "get lh")).ShouldContain("the server could not find the requested resource");
        (await KubectlAsync("get --raw /openapi/v3")).ShouldNotContain("coast.example.com");
        await KubectlAsync("wait --for=delete namespace/cove --timeout=60s");
    }

    // As its people would: an account that may ask who is who, and what everybody may.
    private async Task<string> StartCoastAsync()
    {
        await KubectlAsync("create serviceaccount coast -n shore");
        await KubectlAsync("create rolebinding coast -n kube-system --role=extension-apiserver-authentication-reader --serviceaccount=shore:coast");
        await KubectlAsync("create clusterrolebinding coast --clusterrole=system:auth-delegator --serviceaccount=shore:coast");
        var token = await KubectlAsync("create token coast -n shore");
        var (authority, certificate) = (Path.Combine(folder, "ca.crt"), Path.Combine(folder, "coast.crt"));
        await File.WriteAllBytesAsync(authority, Convert.FromBase64String(await KubectlAsync("config view --raw -o jsonpath={.clusters[0].cluster.certificate-authority-data}")));
        var url = await KubectlAsync("config view -o jsonpath={.clusters[0].cluster.server}");
        coast = cluster.StartClient([Paths.Coast, NetworkNamespace.Address, $"{Port}", url, authority, token, certificate]);
        await coast.LineAsync("serving");
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(await File.ReadAllTextAsync(certificate)));
    }

    private Task RegisterAsync(string group, string version, string bundle) => KubectlAsync("apply -f -", $$"""
        {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"{{version}}.{{group}}"},
        "spec":{"group":"{{group}}","version":"{{version}}","groupPriorityMinimum":100,"versionPriority":100,"caBundle":"{{bundle}}","service":{"namespace":"shore","name":"coast"} } }
        """);

    private static string Lighthouse(int height) => $$"""
        {"apiVersion":"coast.example.com/v1","kind":"Lighthouse","metadata":{"name":"cape"},"spec":{"height":{{height}},"colour":"red"} }
        """;

    private Task<string> KubectlAsync(string line, string? input = null) => RunAsync(Paths.Kubectl, line, input);

    private async Task<string> RunAsync(string program, string line, string? input = null)
    {
        var result = await cluster.RunClientAsync(CommandLine(program, line), input);
        result.ExitCode.ShouldBe(0, $"kubectl {line}\n{result.All}");
        return result.Output.TrimEnd('\n');
    }

    private async Task<string> FailAsync(string program, string line)
    {
        var result = await cluster.RunClientAsync(CommandLine(program, line));
        result.ExitCode.ShouldNotBe(0, $"kubectl {line}\n{result.All}");
        return result.Error.TrimEnd('\n');
    }

    private static string[] CommandLine(string program, string line) => [program, .. line.Split(' ').Select(w => w.Trim('\''))];

    public async ValueTask DisposeAsync()
    {
        if (coast is not null) await coast.DisposeAsync();
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
