using Timonier.Api.Tests.Subresources;

namespace Timonier.Api.Tests.Abuse;

/// <summary>Addresses that a pod, an Endpoints object or a slice must not name: they lead into the server's own machine or cloud.</summary>
public sealed class ProxyTargetAddressTests
{
    private const string Core = "/api/v1/namespaces/default/";
    private const string Slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.2")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("ff02::1")]
    public async Task PodAddress_OfTheServerItself_IsNotDialled(string address)
    {
        await using var backend = await EchoServer.StartAsync();
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { Pods = backend });
        await server.SendAsync(HttpMethod.Post, Core + "serviceaccounts", """{"metadata":{"name":"default"}}""");
        (await server.SendAsync(HttpMethod.Post, Core + "pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""")).Code.ShouldBe(201);
        await server.SendAsync(HttpMethod.Patch, Core + "pods/p/status", $$$"""{"status":{"podIP":"{{{address}}}","podIPs":[{"ip":"{{{address}}}"}]}}""", "application/merge-patch+json");
        (await server.SendAsync(HttpMethod.Get, Core + "pods/p/proxy/")).Code.ShouldBeOneOf(400, 503);
        backend.Dialled.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1", "may not be in the loopback range (127.0.0.0/8, ::1/128)")]
    [InlineData("::1", "may not be in the loopback range (127.0.0.0/8, ::1/128)")]
    [InlineData("169.254.169.254", "may not be in the link-local range (169.254.0.0/16, fe80::/10)")]
    [InlineData("fe80::1", "may not be in the link-local range (169.254.0.0/16, fe80::/10)")]
    [InlineData("::ffff:127.0.0.2", "")]
    [InlineData("::ffff:169.254.169.254", "")]
    [InlineData("224.0.0.5", "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")]
    [InlineData("0.0.0.0", "may not be unspecified (0.0.0.0)")]
    [InlineData("::", "may not be unspecified (::)")]
    public async Task Endpoints_AtSuchAnAddress_AreRefused(string address, string why)
    {
        await using var server = await ApiServer.StartAsync();
        var family = address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4";
        var endpoints = await server.SendAsync(HttpMethod.Post, Core + "endpoints", $$$"""{"metadata":{"name":"e"},"subsets":[{"addresses":[{"ip":"{{{address}}}"}],"ports":[{"port":80}]}]}""");
        var hidden = await server.SendAsync(HttpMethod.Post, Core + "endpoints", $$$"""{"metadata":{"name":"e"},"subsets":[{"notReadyAddresses":[{"ip":"{{{address}}}"}],"ports":[{"port":80}]}]}""");
        var slice = await server.SendAsync(HttpMethod.Post, Slices, $$$"""{"metadata":{"name":"e"},"addressType":"{{{family}}}","endpoints":[{"addresses":["{{{address}}}"]}],"ports":[{"port":80}]}""");
        foreach (var (code, status) in new[] { endpoints, hidden, slice })
        {
            code.ShouldBe(422);
            status.Root["message"u8].AsString().ShouldContain(why);
        }
    }
}
