using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Who one is, what one may, and certificates asked for.</summary>
public sealed class KubectlAuthorityTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Certificate_ApprovedAndDenied_SaysSo(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "csr");
        var (yes, no) = (terminal.Namespace + "-yes", terminal.Namespace + "-no");
        foreach (var name in (string[])[yes, no]) await terminal.RunAsync("create -f -", Request(name));
        (await terminal.RunAsync($"get csr {yes} --no-headers")).ShouldMatch($@"^{yes} +\d+s +example\.com/signer +system:admin +60m +Pending$");
        (await terminal.RunAsync($"certificate approve {yes}")).ShouldBe($"certificatesigningrequest.certificates.k8s.io/{yes} approved");
        (await terminal.RunAsync($"certificate deny {no}")).ShouldBe($"certificatesigningrequest.certificates.k8s.io/{no} denied");
        (await terminal.FailAsync($"certificate approve {no}")).ShouldContain($"certificate signing request \"{no}\" is already Denied");
        (await terminal.FailAsync("certificate approve absent")).ShouldContain("certificatesigningrequests.certificates.k8s.io \"absent\" not found");
        (await terminal.RunAsync($"get csr {yes} {no} --no-headers")).ShouldMatch(@"Approved\n.* Denied$");
        (await terminal.RunAsync($"get csr {yes} -o 'jsonpath={{.spec.groups}} {{.spec.uid}} {{.status.conditions[0].reason}}'")).ShouldBe("[\"system:masters\",\"system:authenticated\"]  KubectlApprove");
        (await terminal.RunAsync($"describe csr {yes}")).ShouldMatch(@"(?s)Requesting User: +system:admin.*Common Name: +ann");
        await terminal.RunAsync($"delete csr {yes} {no}");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Auth_AskedAndReconciled_Answers(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "auth");
        (await terminal.RunAsync("auth whoami")).ShouldMatch(@"^ATTRIBUTE +VALUE\nUsername +system:admin\nGroups +\[system:masters system:authenticated\]\nExtra: authentication\.kubernetes\.io/credential-id +\[X509SHA256=[0-9a-f]{64}\]$");
        (await terminal.RunAsync("auth whoami -o 'jsonpath={.metadata.creationTimestamp}'")).ShouldNotBeEmpty();
        (await terminal.RunAsync("auth whoami --as=ann --as-group=dev --as-uid=1 -o 'jsonpath={.status.userInfo}'")).ShouldBe("{\"groups\":[\"dev\",\"system:authenticated\"],\"uid\":\"1\",\"username\":\"ann\"}");

        var rules = $$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: {{terminal.Namespace}}}
            rules: [{apiGroups: [""], resources: [pods, pods/log], verbs: [get]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: {{terminal.Namespace}}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects: [{kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}]
            """;
        (await terminal.RunAsync("auth reconcile -f -", rules)).ShouldContain("role.rbac.authorization.k8s.io/reader reconciled");
        await Eventually.SucceedsAsync(() => terminal.TryAsync("auth can-i get pods --as=ann"), r => r.Output == "yes\n");
        (await terminal.RunAsync("auth can-i get pods --subresource=log --as=ann")).ShouldBe("yes");
        (await terminal.TryAsync("auth can-i create pods/exec --as=ann")).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Output.ShouldBe("no\n"));
        (await terminal.TryAsync("auth can-i list pods -A --as=ann")).Output.ShouldBe("no\n");
        (await terminal.RunAsync("auth can-i get /healthz --as=ann")).ShouldBe("yes");
        (await terminal.TryAsync("auth can-i get /metrics --as=ann")).Output.ShouldBe("no\n");
        (await terminal.RunAsync("auth can-i --list --as=ann --no-headers")).ShouldMatch(@"(?m)^pods(/log)? +\[\] +\[\] +\[get\]$");
        (await terminal.FailAsync("get configmaps --as=ann")).ShouldBe($"Error from server (Forbidden): configmaps is forbidden: User \"ann\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"{terminal.Namespace}\"");

        (await terminal.TryAsync("auth reconcile --remove-extra-permissions -f -", rules.Replace("pods, pods/log", "pods", StringComparison.Ordinal))).Error.ShouldContain("extra rules removed");
        (await terminal.RunAsync("get role reader -o 'jsonpath={.rules[*].resources}'")).ShouldBe("[\"pods\"]");
        await terminal.RunAsync("create role other --verb=get --resource=pods");
        (await terminal.FailAsync("create rolebinding up --clusterrole=cluster-admin --user=bob --as=ann")).ShouldContain("cannot create resource \"rolebindings\"");
    }

    private static string Request(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest("CN=ann, O=dev", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return $$"""
            apiVersion: certificates.k8s.io/v1
            kind: CertificateSigningRequest
            metadata: {name: {{name}}}
            spec: {signerName: example.com/signer, expirationSeconds: 3600, usages: [client auth], request: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(pem + "\n"))}}}
            """;
    }
}
