using System.Text;
using System.Threading.Channels;
using Timonier.Api.Audit;
using Timonier.Api.Tests.Admission.Webhooks;
using Timonier.Documents;

namespace Timonier.Api.Tests.Audit;

/// <summary>What is told of requests that come over HTTP.</summary>
public sealed class AuditTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_IsToldAtItsStages_UnderOneId()
    {
        await using var ear = new Ear();
        await using var server = await StartAsync(ear, "- level: Metadata");
        using var response = await server.AskAsync(HttpMethod.Post, ConfigMaps, Json("""{"metadata":{"name":"a"},"data":{"k":"v"}}"""), headers: [("Audit-ID", "mine"), ("User-Agent", "test/1"), ("X-Forwarded-For", "10.1.1.1, nobody")]);
        response.Headers.GetValues("Audit-ID").ShouldBe(["mine"]);
        var received = await ear.NextAsync();
        received["stage"u8].AsString().ShouldBe("RequestReceived");
        received["responseStatus"u8].Exists.ShouldBeFalse();
        var complete = await ear.NextAsync();
        complete["stage"u8].AsString().ShouldBe("ResponseComplete");
        complete["auditID"u8].AsString().ShouldBe("mine");
        complete["verb"u8].AsString().ShouldBe("create");
        complete["requestURI"u8].AsString().ShouldBe(ConfigMaps);
        complete["user"u8]["username"u8].AsString().ShouldBe("admin");
        complete["sourceIPs"u8].ToString().ShouldBe("""["10.1.1.1","127.0.0.1"]""");
        complete["userAgent"u8].AsString().ShouldBe("test/1");
        complete["objectRef"u8].ToString().ShouldBe("""{"resource":"configmaps","namespace":"default","name":"a","apiVersion":"v1"}""");
        complete["responseStatus"u8].ToString().ShouldBe("""{"metadata":{},"code":201}""");
        complete["annotations"u8]["authorization.k8s.io/decision"u8].AsString().ShouldBe("allow");
        complete["requestObject"u8].Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task Levels_SayWhetherBodiesAreTold()
    {
        await using var ear = new Ear();
        await using var server = await StartAsync(ear, """
            - {level: Metadata, resources: [{group: "", resources: [secrets]}]}
            - {level: Request, resources: [{group: "", resources: [configmaps]}], verbs: [patch]}
            - {level: RequestResponse, omitManagedFields: true}
            """, "RequestReceived");
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/secrets", """{"metadata":{"name":"s"},"stringData":{"k":"hidden"}}""");
        (await ear.NextAsync()).ToString().ShouldNotContain("hidden");
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        var created = await ear.NextAsync();
        created["requestObject"u8].ToString().ShouldBe("""{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        created["responseObject"u8]["data"u8].ToString().ShouldBe("""{"k":"v"}""");
        created["responseObject"u8]["metadata"u8]["uid"u8].Exists.ShouldBeTrue();
        created["responseObject"u8]["metadata"u8]["managedFields"u8].Exists.ShouldBeFalse();
        await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a", """{"data":{"k":"w"}}""", "application/merge-patch+json");
        var patched = await ear.NextAsync();
        patched["requestObject"u8].ToString().ShouldBe("""{"data":{"k":"w"}}""");
        patched["responseObject"u8].Exists.ShouldBeFalse();
        await server.SendAsync(HttpMethod.Get, ConfigMaps);
        (await ear.NextAsync())["responseObject"u8]["kind"u8].AsString().ShouldBe("ConfigMapList");
    }

    [Fact]
    public async Task Refusals_AreToldInTheirWords()
    {
        await using var ear = new Ear();
        await using var server = await StartAsync(ear, "- level: Metadata", "RequestReceived");
        await server.SendAsync(HttpMethod.Get, ConfigMaps + "/none");
        var missing = await ear.NextAsync();
        missing["responseStatus"u8]["message"u8].AsString().ShouldBe("configmaps \"none\" not found");
        missing["responseStatus"u8]["code"u8].AsInt64().ShouldBe(404);
        await server.SendAsync(HttpMethod.Get, ConfigMaps, user: "someone");
        var forbidden = await ear.NextAsync();
        forbidden["responseStatus"u8]["reason"u8].AsString().ShouldBe("Forbidden");
        forbidden["annotations"u8]["authorization.k8s.io/decision"u8].AsString().ShouldBe("forbid");
        await server.SendAsync(HttpMethod.Get, ConfigMaps + "?timeout=soon");
        await server.SendAsync(HttpMethod.Get, "/api/v1/componentstatuses");
        var old = await ear.NextAsync();
        old["annotations"u8]["k8s.io/deprecated"u8].AsString().ShouldBe("true");
    }

    [Fact]
    public async Task Impersonation_IsToldWithBothUsers()
    {
        await using var ear = new Ear();
        await using var server = await StartAsync(ear, "- level: Metadata", "RequestReceived");
        using var response = await server.AskAsync(HttpMethod.Get, ConfigMaps, headers: [("Impersonate-User", "other"), ("Impersonate-Group", "system:masters")]);
        response.IsSuccessStatusCode.ShouldBeTrue();
        var told = await ear.NextAsync();
        told["user"u8]["username"u8].AsString().ShouldBe("admin");
        told["impersonatedUser"u8].ToString().ShouldBe("""{"username":"other","groups":["system:masters","system:authenticated"]}""");
    }

    [Fact]
    public async Task Watch_IsToldWhenItBeginsToAnswer_AndAgainWhenItEnds()
    {
        await using var ear = new Ear();
        await using var server = await StartAsync(ear, "- level: RequestResponse", "RequestReceived");
        using var response = await server.AskAsync(HttpMethod.Get, ConfigMaps + "?watch=true&timeoutSeconds=1");
        (await ear.NextAsync())["stage"u8].AsString().ShouldBe("ResponseStarted");
        (await ear.NextAsync())["stage"u8].AsString().ShouldBe("ResponseComplete");
    }

    [Fact]
    public async Task PodsBelowTheAuditStandard_AreNoted()
    {
        await using var ear = new Ear();
        await using var server = await StartAsync(ear, "- {level: Metadata, resources: [{group: \"\", resources: [pods]}]}", "RequestReceived");
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"strict","labels":{"pod-security.kubernetes.io/audit":"baseline"}}}""");
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/strict/serviceaccounts", """{"metadata":{"name":"default"}}""");
        (await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/strict/pods", """{"metadata":{"name":"p"},"spec":{"hostNetwork":true,"containers":[{"name":"c","image":"i"}]}}""")).Code.ShouldBe(201);
        var annotations = (await ear.NextAsync())["annotations"u8];
        annotations["pod-security.kubernetes.io/enforce-policy"u8].AsString().ShouldBe("privileged:latest");
        annotations["pod-security.kubernetes.io/audit-violations"u8].AsString().ShouldBe("would violate PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true)");
    }

    [Theory]
    [InlineData("Metadata", "")]
    [InlineData("Request", """{"configuration":"m","webhook":"second.example.com","patch":[{"op":"add","path":"/data/more","value":"yes"}],"patchType":"JSONPatch"}""")]
    public async Task Webhooks_AreToldOf_WithTheirPatchesWhereBodiesAre(string level, string patch)
    {
        await using var ear = new Ear();
        await using var webhook = await AdmissionWebhook.StartAsync(request => AdmissionWebhook.Adding(request, "more", "first"));
        await using var server = await StartAsync(ear, $$"""- {level: {{level}}, verbs: [create], resources: [{group: "", resources: [configmaps]}]}""", "RequestReceived");
        const string Nowhere = ""","failurePolicy":"Ignore","clientConfig":{"url":"https://127.0.0.1:1/"}""";
        await server.RegisterAsync(AdmissionWebhook.Mutating, "m", webhook.Hook("first.example.com", more: Nowhere), webhook.Hook("second.example.com"));
        await server.RegisterAsync(AdmissionWebhook.Validating, "v", webhook.Hook("third.example.com", more: Nowhere));
        (await server.MapAsync("a")).Code.ShouldBe(201);
        var notes = (await ear.NextAsync())["annotations"u8];
        notes["failed-open.mutation.webhook.admission.k8s.io/round_0_index_0"u8].AsString().ShouldBe("first.example.com");
        notes["failed-open.validating.webhook.admission.k8s.io/round_0_index_0"u8].AsString().ShouldBe("third.example.com");
        notes["mutation.webhook.admission.k8s.io/round_0_index_1"u8].AsString().ShouldBe("""{"configuration":"m","webhook":"second.example.com","mutated":true}""");
        notes["patch.webhook.admission.k8s.io/round_0_index_1"u8].AsString().ShouldBe(patch);
    }

    [Fact]
    public async Task BlockingStrict_RefusesWhatCannotBeTold_AndBlockingLetsItPass()
    {
        foreach (var (mode, code) in ((AuditMode, int)[])[(AuditMode.BlockingStrict, 500), (AuditMode.Blocking, 200)])
        {
            await using var ear = new Ear { Fails = true };
            await using var server = await StartAsync(ear, "- {level: Metadata, nonResourceURLs: [/version]}", mode: mode);
            (await server.SendAsync(HttpMethod.Get, "/version")).Code.ShouldBe(code);
            using var metrics = await server.AskAsync(HttpMethod.Get, "/metrics");
            (await metrics.Content.ReadAsStringAsync(Cancellation)).ShouldContain("apiserver_audit_error_total{plugin=\"ear\"} ");
        }
    }

    [Fact]
    public async Task WithoutAudit_AnIdIsOnlyHandedBack()
    {
        await using var server = await ApiServer.StartAsync();
        using var said = await server.AskAsync(HttpMethod.Get, "/version", headers: [("Audit-ID", "mine")]);
        said.Headers.GetValues("Audit-ID").ShouldBe(["mine"]);
        using var unsaid = await server.AskAsync(HttpMethod.Get, "/version");
        unsaid.Headers.Contains("Audit-ID").ShouldBeFalse();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static Task<ApiServer> StartAsync(Ear ear, string rules, string omitted = "", AuditMode mode = AuditMode.Batch)
    {
        var (policy, mistake) = AuditPolicy.Read(Encoding.UTF8.GetBytes($"apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [{omitted}]\nrules:\n{rules}\n"));
        mistake.ShouldBe("");
        return ApiServer.StartAsync(config: new ApiConfig { Audit = new AuditConfig(policy!, [new AuditOutput { Name = "ear", Backend = ear, Mode = mode }]) });
    }

    /// <summary>An output that a test listens to.</summary>
    private sealed class Ear : IAuditBackend
    {
        private readonly Channel<byte[]> heard = Channel.CreateUnbounded<byte[]>();

        public bool Fails { get; init; }

        public byte[] Encode(AuditEvent told) => AuditJson.Write(told);

        public ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancellation)
        {
            if (Fails) throw new IOException("nobody listens");
            foreach (var one in events) heard.Writer.TryWrite(one.ToArray());
            return ValueTask.CompletedTask;
        }

        public async Task<Node> NextAsync() => Document.Parse(await heard.Reader.ReadAsync(Cancellation)).Root;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
