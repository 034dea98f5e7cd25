using Timonier.Client;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Tests.Pods;

/// <summary>What a container finds in its environment.</summary>
public sealed class ContainerEnvironmentTests
{
    private const string Service = """{"apiVersion":"v1","kind":"Service","metadata":{"name":"web-api","namespace":"default"},"spec":{"clusterIP":"10.43.0.9","ports":[{"name":"http","port":80,"protocol":"TCP"}]}}""";

    [Fact]
    public async Task Values_InOrder_MayUseThoseBefore()
    {
        var environment = await BuildAsync(""" "env":[{"name":"A","value":"1"},{"name":"B","value":"$(A)-$(C)-$$(A)"},{"name":"C","value":"3"}] """);
        environment["B"].ShouldBe("1-$(C)-$(A)");
        environment.Keys.Take(3).ShouldBe(["A", "B", "C"]);
    }

    [Fact]
    public async Task EnvFrom_IsOverriddenByEnv()
    {
        var environment = await BuildAsync(""" "envFrom":[{"prefix":"P_","configMapRef":{"name":"cm"}},{"secretRef":{"name":"s"}}],"env":[{"name":"token","value":"own"}] """);
        environment["P_a"].ShouldBe("b");
        environment["token"].ShouldBe("own");
    }

    [Theory]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.name"}}""", "web")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.labels['app']"}}""", "shop")]
    [InlineData("""{"fieldRef":{"fieldPath":"spec.nodeName"}}""", "n1")]
    [InlineData("""{"fieldRef":{"fieldPath":"status.podIP"}}""", "10.42.0.7")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.memory","divisor":"1Mi"}}""", "64")]
    [InlineData("""{"resourceFieldRef":{"resource":"requests.cpu","divisor":"1m"}}""", "250")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.cpu"}}""", "2")]
    [InlineData("""{"secretKeyRef":{"name":"s","key":"token"}}""", "secret")]
    public async Task Reference_IsResolved(string from, string value) =>
        (await BuildAsync($$""" "env":[{"name":"X","valueFrom":{{from}}}] """))["X"].ShouldBe(value);

    [Theory]
    [InlineData("""{"configMapKeyRef":{"name":"none","key":"a"}}""", "configmap \"none\" not found")]
    [InlineData("""{"secretKeyRef":{"name":"none","key":"a"}}""", "secret \"none\" not found")]
    [InlineData("""{"configMapKeyRef":{"name":"cm","key":"z"}}""", "couldn't find key z in ConfigMap default/cm")]
    public async Task Reference_LeadsNowhere_SaysWhereUnlessOptional(string from, string message)
    {
        (await Should.ThrowAsync<ConfigurationException>(BuildAsync($$""" "env":[{"name":"X","valueFrom":{{from}}}] """))).Message.ShouldBe(message);
        (await BuildAsync($$""" "env":[{"name":"X","valueFrom":{{from.Replace("\"key\"", "\"optional\":true,\"key\"", StringComparison.Ordinal)}}}] """)).ContainsKey("X").ShouldBeFalse();
    }

    [Fact]
    public async Task Services_OfTheNamespace_GiveTheirVariables()
    {
        var environment = await BuildAsync(""" "env":[{"name":"URL","value":"$(WEB_API_SERVICE_HOST):$(WEB_API_SERVICE_PORT)"}] """);
        environment["URL"].ShouldBe("10.43.0.9:80");
        environment["WEB_API_PORT_80_TCP"].ShouldBe("tcp://10.43.0.9:80");
    }

    [Fact]
    public async Task ServiceLinks_Off_GiveNone() =>
        (await BuildAsync(""" "env":[] """, """ "enableServiceLinks":false, """)).ContainsKey("WEB_API_SERVICE_HOST").ShouldBeFalse();

    private static Task<IReadOnlyDictionary<string, string>> BuildAsync(string container, string spec = "")
    {
        var cluster = new FakeCluster();
        cluster.Put(CoreResources.ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"cm","namespace":"default"},"data":{"a":"b"}}""");
        cluster.Put(CoreResources.Secrets, """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"default"},"data":{"token":"c2VjcmV0"}}""");
        var pod = new PodDefinition(Document.Parse($$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default","uid":"u1","labels":{"app":"shop"}},
             "spec":{ {{{spec}}}"containers":[{"name":"web","image":"web:1","resources":{"limits":{"memory":"64Mi"},"requests":{"cpu":"250m"}},{{{container}}}}]}}
            """));
        var node = new NodeConfig { Name = "n1", Address = "192.0.2.1" };
        return new ContainerEnvironment(pod, node, new NodeCapacity(2, 4L << 30, 10L << 30), ["10.42.0.7"], new ReferencedObjects(cluster))
            .BuildAsync(pod.Containers[0], [Document.Parse(Service)], TestContext.Current.CancellationToken);
    }
}
