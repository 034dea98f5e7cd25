using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Timonier.Api.Tests.Subresources;

public sealed class CertificateApprovalTests
{
    private const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private const string Merge = "application/merge-patch+json";
    private const string Approved = """{"status":{"conditions":[{"type":"Approved","status":"True","reason":"r","message":"m"}]}}""";

    private static string Body(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return $$$"""
            {"metadata":{"name":"r"},"spec":{"request":"{{{Convert.ToBase64String(Encoding.ASCII.GetBytes(pem))}}}","signerName":"kubernetes.io/kube-apiserver-client","usages":["client auth"],"username":"forged"} }
            """;
    }

    [Fact]
    public async Task Request_Approved_KeepsWhoAskedAndSinceWhen()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        var (code, made) = await server.SendAsync(HttpMethod.Post, Requests, Body("CN=bob"));
        code.ShouldBe(201);
        made.Spec["username"u8].AsString().ShouldBe("admin");
        made.Spec["groups"u8][0].AsString().ShouldBe("system:masters");
        made.Spec["uid"u8].Exists.ShouldBeFalse();

        var (approved, request) = await server.SendAsync(HttpMethod.Patch, Requests + "/r/approval", Approved, Merge);
        approved.ShouldBe(200);
        var condition = request.Status["conditions"u8][0];
        condition["lastUpdateTime"u8].AsTime().ShouldNotBeNull();
        condition["lastTransitionTime"u8].AsTime().ShouldNotBeNull();

        // A signer that reports without the approval does not take it away.
        var (_, reported) = await server.SendAsync(HttpMethod.Patch, Requests + "/r/status", """{"status":{"conditions":[{"type":"Failed","status":"True","reason":"r"}]}}""", Merge);
        string.Join(',', reported.Status["conditions"u8][0]["type"u8].AsString(), reported.Status["conditions"u8][1]["type"u8].AsString()).ShouldBe("Approved,Failed");
    }

    [Fact]
    public async Task Approval_TakesARightToTheSigner()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.SendAsync(HttpMethod.Post, Requests, Body("CN=bob"));
        await server.GrantAsync("bob", "patch", "certificates.k8s.io", "certificatesigningrequests/approval");
        var (code, status) = await server.SendAsync(HttpMethod.Patch, Requests + "/r/approval", Approved, Merge, "bob");
        code.ShouldBe(403);
        status.Root["message"u8].AsString().ShouldBe(
            "certificatesigningrequests.certificates.k8s.io \"r\" is forbidden: user not permitted to approve requests with signerName \"kubernetes.io/kube-apiserver-client\"");
        await server.GrantAsync("bob", "approve", "certificates.k8s.io", "signers");
        (await server.SendAsync(HttpMethod.Patch, Requests + "/r/approval", Approved, Merge, "bob")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Request_ForMasters_IsRefused()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        var (code, status) = await server.SendAsync(HttpMethod.Post, Requests, Body("CN=bob,O=system:masters"));
        code.ShouldBe(403);
        status.Root["message"u8].AsString().ShouldBe(
            "certificatesigningrequests.certificates.k8s.io \"r\" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed");
    }
}
