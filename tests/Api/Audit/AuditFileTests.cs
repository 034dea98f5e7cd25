using System.Text;
using Timonier.Api.Audit;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api.Tests.Audit;

public sealed class AuditFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-audit-").FullName;
    private readonly SettableTime time = new();

    [Fact]
    public async Task FullFile_IsSetAside_AndTheOldestGo()
    {
        var path = Path.Combine(folder, "deep", "audit.log");
        await using var file = new AuditFile(new AuditFileConfig(path, Legacy: false, LargestBytes: 100, MostBackups: 2, TimeSpan.FromDays(30)), time);
        for (var day = 0; day < 5; day++)
        {
            time.Now = time.Now.AddDays(1);
            await file.SendAsync([new byte[60], new byte[20]], TestContext.Current.CancellationToken);
        }
        Names().ShouldBe(["audit-2026-05-05T00-00-00.000.log", "audit-2026-05-06T00-00-00.000.log", "audit.log"]);
        new FileInfo(path).Length.ShouldBe(82);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        string[] Names() => [.. Directory.GetFiles(Path.GetDirectoryName(path)!).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task OldFiles_GoByAge_AndOthersStay()
    {
        var path = Path.Combine(folder, "audit.log");
        await File.WriteAllTextAsync(Path.Combine(folder, "audit-2026-03-01T00-00-00.000.log"), "old", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "audit-mine.log"), "not ours", TestContext.Current.CancellationToken);
        await using var file = new AuditFile(new AuditFileConfig(path, Legacy: false, LargestBytes: 10, MostBackups: 0, TimeSpan.FromDays(30)), time);
        await file.SendAsync([new byte[10]], TestContext.Current.CancellationToken);
        await file.SendAsync([new byte[10]], TestContext.Current.CancellationToken);
        Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ShouldBe(["audit-2026-05-01T00-00-00.000.log", "audit-mine.log", "audit.log"]);
    }

    [Fact]
    public void Event_HasUpstreamsFields_InTheirOrder() => Encoding.UTF8.GetString(AuditJson.Write(Told())).ShouldBe(
        """{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"a-1","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/n/pods?x=<1>","verb":"create","user":{"username":"u","uid":"7","groups":["g"],"extra":{"k":["v"]}},"impersonatedUser":{"username":"o","groups":["h"]},"sourceIPs":["10.0.0.1"],"userAgent":"kubectl","objectRef":{"resource":"pods","namespace":"n","name":"p","apiVersion":"v1"},"responseStatus":{"metadata":{},"status":"Failure","message":"pods \"p\" not found","reason":"NotFound","details":{"name":"p","kind":"pods"},"code":404},"requestObject":{"a":1},"requestReceivedTimestamp":"2026-05-01T00:00:00.000000Z","stageTimestamp":"2026-05-01T00:00:01.500000Z","annotations":{"a.b/c":"1","d":"2"}}""");

    [Fact]
    public void LegacyLine_IsAsItEverWas() => Encoding.UTF8.GetString(AuditLegacy.Write(Told())).ShouldBe(
        """2026-05-01T00:00:00Z AUDIT: id="a-1" stage="ResponseComplete" ip="10.0.0.1" method="create" user="u" groups="\"g\"" as="o" asgroups="\"h\"" user-agent="kubectl" namespace="n" """ +
        """uri="/api/v1/namespaces/n/pods?x=<1>" response="404" """.TrimEnd());

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private AuditEvent Told() => new()
    {
        Level = AuditLevel.Request,
        Id = "a-1",
        Stage = AuditStage.ResponseComplete,
        RequestUri = "/api/v1/namespaces/n/pods?x=<1>",
        Verb = "create",
        Received = time.Now,
        At = time.Now.AddMilliseconds(1500),
        User = new UserInfo("u", ["g"]) { Uid = "7", Extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["k"] = ["v"] } },
        ActsAs = new UserInfo("o", ["h"]),
        SourceIps = ["10.0.0.1"],
        UserAgent = "kubectl",
        Object = new AuditObject(CoreResources.Pods, "n", "p", ""),
        Code = 404,
        Failure = Status.NotFound(CoreResources.Pods, "p"),
        RequestObject = """{"a":1}"""u8.ToArray(),
        Annotations = [new("d", "2"), new("a.b/c", "1")],
    };
}
