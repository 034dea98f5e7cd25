using Timonier.Contracts.Cluster;
using Timonier.Contracts.Network;
using Timonier.Documents;

namespace Timonier.ServiceProxy.Tests;

public sealed class ServiceTablePlanTests
{
    private const string OnePort = """[{"name":"http","port":80,"targetPort":"web","protocol":"TCP"}]""";

    [Fact]
    public void Ports_ManyOfOneService_FindTheirResolvedNumbersByName()
    {
        var table = Compute(
            [Service("""{"clusterIP":"10.43.0.7","ports":[{"name":"http","port":80,"targetPort":"web"},{"name":"dns","port":53,"protocol":"UDP"},{"name":"s","port":9,"protocol":"SCTP"}]}""")],
            [Slice("""[{"name":"dns","port":5353,"protocol":"UDP"},{"name":"http","port":8080,"protocol":"TCP"},{"name":"s","port":99,"protocol":"SCTP"}]""", Endpoint("10.42.0.5"))]);
        table.Ports.Select(p => $"{p.Name} {p.Protocol} {p.Port} -> {Text(p.Backends)}").ShouldBe(
        [
            "shop/web:http Tcp 80 -> 10.42.0.5:8080",
            "shop/web:dns Udp 53 -> 10.42.0.5:5353",
            "shop/web:s Sctp 9 -> 10.42.0.5:99",
        ]);
    }

    [Fact]
    public void NamedTargetPort_ResolvedDifferentlyInTwoSlices_LeadsToBothNumbers()
    {
        var table = Compute([Service($$"""{"clusterIP":"10.43.0.7","ports":{{OnePort}}}""")],
        [
            Slice("""[{"name":"http","port":8080,"protocol":"TCP"}]""", Endpoint("10.42.0.5"), name: "web-1"),
            Slice("""[{"name":"http","port":9090,"protocol":"TCP"}]""", Endpoint("10.42.0.6"), name: "web-2"),
        ]);
        Text(table.Ports.Single().Backends).ShouldBe("10.42.0.5:8080 10.42.0.6:9090");
    }

    [Fact]
    public void Port_WithoutName_IsCalledAsTheService() =>
        Compute([Service("""{"clusterIP":"10.43.0.7","ports":[{"port":80}]}""")], []).Ports.Single().Name.ShouldBe("shop/web");

    [Theory]
    [InlineData("""{"clusterIP":"None","ports":[{"name":"http","port":80}]}""")]
    [InlineData("""{"type":"ExternalName","externalName":"example.test","ports":[{"name":"http","port":80}]}""")]
    [InlineData("""{"ports":[{"name":"http","port":80}]}""")]
    [InlineData("""{"clusterIP":"10.43.0.7"}""")]
    public void Service_WithoutClusterAddressOrPorts_IsNotProxied(string spec) => Compute([Service(spec)], []).Ports.ShouldBeEmpty();

    [Fact]
    public void Service_OfAnotherProxy_IsLeftAlone() => Compute([Document.Parse(
        """{"metadata":{"name":"web","namespace":"shop","labels":{"service.kubernetes.io/service-proxy-name":"mesh"}},"spec":{"clusterIP":"10.43.0.7","ports":[{"port":80}]}}""")], [])
        .Ports.ShouldBeEmpty();

    [Theory]
    [InlineData("ClusterIP", 0)]
    [InlineData("NodePort", 30080)]
    [InlineData("LoadBalancer", 30080)]
    public void NodePort_OfTypesThatHaveOne_IsInTheTable(string type, int expected) =>
        Compute([Service($$"""{"type":"{{type}}","clusterIP":"10.43.0.7","ports":[{"port":80,"nodePort":30080}]}""")], []).Ports.Single().NodePort.ShouldBe(expected);

    [Fact]
    public void Addresses_ExternalAndOfTheBalancer_LeadToThePort()
    {
        var service = Document.Parse($$$"""
            {"metadata":{"name":"web","namespace":"shop"},
             "spec":{"type":"LoadBalancer","clusterIP":"10.43.0.7","externalIPs":["198.51.100.1","10.43.0.7"],"ports":{{{OnePort}}}},
             "status":{"loadBalancer":{"ingress":[{"ip":"203.0.113.1"},{"ip":"203.0.113.2","ipMode":"Proxy"},{"hostname":"lb.test"},{"ip":"203.0.113.3","ipMode":"VIP"}]} } }
            """);
        Compute([service], []).Ports.Single().Addresses.Select(a => a.ToString()).ShouldBe(["10.43.0.7", "198.51.100.1", "203.0.113.1", "203.0.113.3"]);
    }

    [Theory]
    [InlineData("""  """, 0)]
    [InlineData(""" "sessionAffinity":"None", """, 0)]
    [InlineData(""" "sessionAffinity":"ClientIP", """, 10800)]
    [InlineData(""" "sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{}}, """, 10800)]
    [InlineData(""" "sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":60}}, """, 60)]
    [InlineData(""" "sessionAffinity":"None","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":60}}, """, 0)]
    public void Affinity_Seconds_AreThoseOfTheSpecOrTheDefault(string affinity, int seconds) =>
        Compute([Service($$"""{ {{affinity}}"clusterIP":"10.43.0.7","ports":{{OnePort}}}""")], []).Ports.Single().AffinitySeconds.ShouldBe(seconds);

    [Theory]
    // Conditions that are not there mean a ready endpoint.
    [InlineData("{}", "10.42.0.1:8080")]
    [InlineData("""{"ready":true}""", "10.42.0.1:8080")]
    [InlineData("""{"ready":false}""", "")]
    [InlineData("""{"ready":false,"serving":true,"terminating":false}""", "")]
    [InlineData("""{"ready":false,"serving":true,"terminating":true}""", "10.42.0.1:8080")]
    [InlineData("""{"ready":false,"serving":false,"terminating":true}""", "")]
    // With publishNotReadyAddresses the slice itself says ready, even of a terminating pod that does not serve.
    [InlineData("""{"ready":true,"serving":false,"terminating":true}""", "10.42.0.1:8080")]
    public void Endpoint_Alone_TakesTrafficByItsConditions(string conditions, string expected) =>
        Text(One(Endpoint("10.42.0.1", conditions)).Backends).ShouldBe(expected);

    [Fact]
    public void Endpoint_TerminatingButServing_WaitsWhileAnyIsReady()
    {
        var port = One($"""{Endpoint("10.42.0.1", """{"ready":false,"serving":true,"terminating":true}""", "here")},{Endpoint("10.42.0.2", node: "there")}""");
        Text(port.Backends).ShouldBe("10.42.0.2:8080");
        // A Local policy finds no ready backend here, so it has this one to fall back to.
        Text(port.DrainingHere).ShouldBe("10.42.0.1:8080");
    }

    [Fact]
    public void Endpoint_DrainingElsewhere_IsNoFallbackOfThisNode() =>
        One($"""{Endpoint("10.42.0.1", """{"ready":false,"serving":true,"terminating":true}""", "there")},{Endpoint("10.42.0.2", node: "there")}""").DrainingHere.ShouldBeEmpty();

    [Theory]
    [InlineData("", false, false)]
    [InlineData(""" "externalTrafficPolicy":"Local", """, true, false)]
    [InlineData(""" "internalTrafficPolicy":"Local", """, false, true)]
    [InlineData(""" "externalTrafficPolicy":"Cluster","internalTrafficPolicy":"Cluster", """, false, false)]
    public void Policies_OfTheSpec_AreInTheTable(string policy, bool external, bool @internal)
    {
        var port = Compute([Service($$"""{ {{policy}}"clusterIP":"10.43.0.7","ports":{{OnePort}}}""")],
            [Slice("""[{"name":"http","port":8080,"protocol":"TCP"}]""", $"{Endpoint("10.42.0.1", node: "here")},{Endpoint("10.42.0.2", node: "there")},{Endpoint("10.42.0.3")}")]).Ports.Single();
        port.ExternalLocal.ShouldBe(external);
        port.InternalLocal.ShouldBe(@internal);
        port.Backends.Select(b => b.IsLocal).ShouldBe([true, false, false]);
    }

    [Fact]
    public void Families_OfADualStackService_KeepToTheirSlices()
    {
        var table = Compute([Service($$"""{"clusterIP":"10.43.0.7","clusterIPs":["10.43.0.7","fd00:43::7"],"ports":{{OnePort}}}""")],
        [
            Slice("""[{"name":"http","port":8080,"protocol":"TCP"}]""", Endpoint("10.42.0.1"), name: "four"),
            Slice("""[{"name":"http","port":8081,"protocol":"TCP"}]""", Endpoint("fd00:42::1"), name: "six", type: "IPv6"),
        ]);
        table.Ports.Select(p => $"{p.Addresses.Single()} -> {Text(p.Backends)}").ShouldBe(["10.43.0.7 -> 10.42.0.1:8080", "fd00:43::7 -> fd00:42::1:8081"]);
    }

    [Fact]
    public void Endpoint_InTwoSlices_CountsOnce()
    {
        const string Ports = """[{"name":"http","port":8080,"protocol":"TCP"}]""";
        var table = Compute([Service($$"""{"clusterIP":"10.43.0.7","ports":{{OnePort}}}""")],
            [Slice(Ports, Endpoint("10.42.0.1"), name: "old"), Slice(Ports, Endpoint("10.42.0.1"), name: "new")]);
        table.Ports.Single().Backends.Count.ShouldBe(1);
    }

    [Fact]
    public void Slices_OfTheSameNameElsewhere_AreNotMixedIn()
    {
        var foreign = Document.Parse("""{"metadata":{"name":"s","namespace":"other","labels":{"kubernetes.io/service-name":"web"}},"addressType":"IPv4","ports":[{"name":"http","port":8080,"protocol":"TCP"}],"endpoints":[{"addresses":["10.42.0.1"]}]}""");
        Compute([Service($$"""{"clusterIP":"10.43.0.7","ports":{{OnePort}}}""")], [foreign]).Ports.Single().Backends.ShouldBeEmpty();
    }

    private static ServicePort One(string endpoints) =>
        Compute([Service($$"""{"clusterIP":"10.43.0.7","ports":{{OnePort}}}""")], [Slice("""[{"name":"http","port":8080,"protocol":"TCP"}]""", endpoints)]).Ports.Single();

    private static ServiceTable Compute(Document[] services, Document[] slices) =>
        ServiceTablePlan.Compute(services.Aggregate(ObjectSnapshot.Empty, (s, d) => s.With(d)), slices.Aggregate(ObjectSnapshot.Empty, (s, d) => s.With(d)), "here");

    private static Document Service(string spec) => Document.Parse($$"""{"metadata":{"name":"web","namespace":"shop"},"spec":{{spec}}}""");

    private static Document Slice(string ports, string endpoints, string name = "web-1", string type = "IPv4") => Document.Parse(
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"shop","labels":{"kubernetes.io/service-name":"web"}},"addressType":"{{{type}}}","ports":{{{ports}}},"endpoints":[{{{endpoints}}}]}""");

    private static string Endpoint(string address, string conditions = "{}", string node = "") =>
        $$"""{"addresses":["{{address}}"],"conditions":{{conditions}},"nodeName":"{{node}}"}""";

    private static string Text(IEnumerable<ServiceBackend> backends) => string.Join(' ', backends.Select(b => $"{b.Address}:{b.Port}"));
}
