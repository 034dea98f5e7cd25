using System.Text.Json;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>The audit log of a real server, by a policy file of its own.</summary>
public sealed class AuditLogTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-audit-").FullName;

    [Fact]
    public async Task Kubectl_IsToldOf_AsThePolicySays()
    {
        var (policy, log) = (Path.Combine(folder, "policy.yaml"), Path.Combine(folder, "audit.log"));
        await File.WriteAllTextAsync(policy, """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - {level: Metadata, resources: [{group: "", resources: [secrets]}]}
            - {level: Request, verbs: [create], resources: [{group: "", resources: [configmaps]}]}
            """, TestContext.Current.CancellationToken);
        await using (var cluster = await ClusterUnderTest.StartAsync("audit", "--no-agent", "--audit-policy-file", policy, "--audit-log-path", log))
        {
            (await cluster.KubectlAsync("create", "secret", "generic", "s", "--from-literal=k=hidden")).MustSucceed();
            (await cluster.KubectlAsync("create", "configmap", "c", "--from-literal=k=shown")).MustSucceed();
            (await cluster.KubectlAsync("get", "nodes")).MustSucceed();
        }
        var lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        lines.ShouldNotContain(line => line.Contains("hidden", StringComparison.Ordinal) || line.Contains("aGlkZGVu", StringComparison.Ordinal));
        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        events.Select(e => $"{e.GetProperty("level").GetString()} {e.GetProperty("verb").GetString()} {e.GetProperty("objectRef").GetProperty("resource").GetString()}/{e.GetProperty("objectRef").GetProperty("name").GetString()}")
            .ShouldBe(["Metadata create secrets/s", "Request create configmaps/c"]);
        events[1].GetProperty("user").GetProperty("username").GetString().ShouldBe("system:admin");
        events[1].GetProperty("requestObject").GetProperty("data").GetProperty("k").GetString().ShouldBe("shown");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
