using Timonier.Api.Health;
using Timonier.Documents;

namespace Timonier.Api.Tests.FlowControl;

/// <summary>Priority and fairness as clients see it.</summary>
public sealed class FlowControlTests
{
    private const string Group = "/apis/flowcontrol.apiserver.k8s.io/v1/";
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_MakesUpstreamsDefaults_EachSchemaWithItsLevel()
    {
        await using var server = await StartAsync();
        var (_, schemas) = await server.GetAsAsync(Group + "flowschemas", "application/json;as=Table;v=v1;g=meta.k8s.io");
        var rows = new List<string>();
        foreach (var row in schemas.Root["rows"u8].Items)
        {
            var cells = row["cells"u8];
            rows.Add($"{cells[0].AsString()} {cells[1].AsString()} {cells[2].AsInt64()} {cells[3].AsString()} {cells[5].AsString()}");
        }
        rows.Order(StringComparer.Ordinal).ShouldBe(
        [
            "catch-all catch-all 10000 ByUser False",
            "endpoint-controller workload-high 150 ByUser False",
            "exempt exempt 1 <none> False",
            "global-default global-default 9900 ByUser False",
            "kube-controller-manager workload-high 800 ByNamespace False",
            "kube-scheduler workload-high 800 ByNamespace False",
            "kube-system-service-accounts workload-high 900 ByNamespace False",
            "probes exempt 2 <none> False",
            "service-accounts workload-low 9000 ByUser False",
            "system-leader-election leader-election 100 ByUser False",
            "system-node-high node-high 400 ByUser False",
            "system-nodes system 500 ByUser False",
            "workload-leader-election leader-election 200 ByUser False",
        ]);
    }

    [Fact]
    public async Task Answers_NameTheSchemaAndTheLevel()
    {
        await using var server = await StartAsync();
        foreach (var (user, schema, level) in ((string, string, string)[])[("admin", "exempt", "exempt"), ("someone", "global-default", "global-default"), ("system:node:n1|system:nodes", "system-nodes", "system")])
        {
            using var response = await server.AskAsync(HttpMethod.Get, "/api/v1/namespaces/default/configmaps", user: user);
            response.Headers.GetValues("X-Kubernetes-PF-FlowSchema-UID").ShouldBe([(await server.SendAsync(HttpMethod.Get, Group + "flowschemas/" + schema)).Body.Uid]);
            response.Headers.GetValues("X-Kubernetes-PF-PriorityLevel-UID").ShouldBe([(await server.SendAsync(HttpMethod.Get, Group + "prioritylevelconfigurations/" + level)).Body.Uid]);
        }
    }

    [Fact]
    public async Task NewSchema_CountsFromTheNextRequestOn()
    {
        await using var server = await StartAsync();
        var schema = """
            {"metadata":{"name":"mine"},"spec":{"priorityLevelConfiguration":{"name":"system"},"matchingPrecedence":50,"rules":[{"subjects":[{"kind":"User","user":{"name":"someone"}}],
            "resourceRules":[{"verbs":["list"],"apiGroups":[""],"resources":["configmaps"],"namespaces":["*"]}]}]}}
            """;
        var (code, made) = await server.SendAsync(HttpMethod.Post, Group + "flowschemas", schema);
        code.ShouldBe(201);
        using var response = await server.AskAsync(HttpMethod.Get, "/api/v1/namespaces/default/configmaps", user: "someone");
        response.Headers.GetValues("X-Kubernetes-PF-FlowSchema-UID").ShouldBe([made.Uid]);
    }

    [Fact]
    public async Task DeletedDefaults_AreMadeAgain_AndSchemasSayThatTheirLevelIsAway()
    {
        await using var server = await StartAsync();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var keeping = server.Api.KeepFlowControlAsync(ended.Token);
        foreach (var path in (string[])["flowschemas/exempt", "prioritylevelconfigurations/catch-all", "flowschemas/probes", "prioritylevelconfigurations/workload-low"])
        {
            var before = (await server.SendAsync(HttpMethod.Get, Group + path)).Body;
            await server.SendAsync(HttpMethod.Delete, Group + path);
            var plural = path.Split('/')[0];
            var lines = await server.WatchLinesAsync($"{Group}{plural}?watch=true&fieldSelector=metadata.name%3D{before.Name}&resourceVersion={before.ResourceVersion}", 2);
            lines.Select(l => l.Root["type"u8].AsString()).ShouldBe(["DELETED", "ADDED"]);
        }
        await server.SendAsync(HttpMethod.Post, Group + "flowschemas", """
            {"metadata":{"name":"mine"},"spec":{"priorityLevelConfiguration":{"name":"away"},"matchingPrecedence":50,"rules":[{"subjects":[{"kind":"User","user":{"name":"u"}}],
            "nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}]}]}}
            """);
        (await ConditionAsync(server, "mine", "True")).ShouldBe("NotFound");
        await server.SendAsync(HttpMethod.Post, Group + "prioritylevelconfigurations", """{"metadata":{"name":"away"},"spec":{"type":"Limited","limited":{"limitResponse":{"type":"Reject"}}}}""");
        (await ConditionAsync(server, "mine", "False")).ShouldBe("Found");
        await ended.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(keeping);
    }

    [Fact]
    public async Task LevelWithoutQueues_TurnsAwayWhomItHasNoSeatFor_InUpstreamsWords()
    {
        var check = new HeldCheck();
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { MaxReadsInFlight = 1, MaxWritesInFlight = 0, HealthChecks = [check] });
        var held = server.AskAsync(HttpMethod.Get, "/readyz", user: "");
        await check.Asked.WaitAsync(Cancellation);
        using var refused = await server.AskAsync(HttpMethod.Get, "/version", user: "");
        ((int)refused.StatusCode).ShouldBe(429);
        refused.Headers.GetValues("Retry-After").ShouldBe(["1"]);
        refused.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        (await refused.Content.ReadAsStringAsync(Cancellation)).ShouldBe("Too many requests, please try again later.\n");
        // Who is exempt is let in all the same.
        (await server.SendAsync(HttpMethod.Get, "/version")).Code.ShouldBe(200);
        check.Release();
        (await held).IsSuccessStatusCode.ShouldBeTrue();
        (await server.AskAsync(HttpMethod.Get, "/version", user: "")).IsSuccessStatusCode.ShouldBeTrue();
        var metrics = await (await server.AskAsync(HttpMethod.Get, "/metrics")).Content.ReadAsStringAsync(Cancellation);
        metrics.ShouldContain("apiserver_flowcontrol_rejected_requests_total{flow_schema=\"catch-all\",priority_level=\"catch-all\",reason=\"concurrency-limit\"} 1\n");
        metrics.ShouldContain("apiserver_flowcontrol_dispatched_requests_total{flow_schema=\"catch-all\",priority_level=\"catch-all\"} 2\n");
        metrics.ShouldContain("apiserver_flowcontrol_current_limit_seats{priority_level=\"catch-all\"} 1\n");
    }

    [Fact]
    public async Task LevelWithQueues_LetsThemWait_AndShowsThem()
    {
        var check = new HeldCheck();
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { MaxReadsInFlight = 1, MaxWritesInFlight = 0, HealthChecks = [check] });
        await QueueEverybodyAsync(server);
        var held = server.AskAsync(HttpMethod.Get, "/readyz", user: "someone");
        await check.Asked.WaitAsync(Cancellation);
        var waiting = server.AskAsync(HttpMethod.Get, "/version", user: "someone");
        string dump;
        do dump = await TextAsync(server, "/debug/api_priority_and_fairness/dump_requests?includeRequestDetails=1");
        while (dump.Count(c => c == '\n') < 2);
        dump.ShouldContain("queued,            queued,         ");
        dump.ShouldContain("someone,  get,  /version, ");
        (await TextAsync(server, "/debug/api_priority_and_fairness/dump_priority_levels")).ShouldContain("queued,            1,            false,  false,       1,               1,                 1,");
        (await TextAsync(server, "/debug/api_priority_and_fairness/dump_queues")).ShouldStartWith("PriorityLevelName, Index, PendingRequests, ");
        check.Release();
        (await held).IsSuccessStatusCode.ShouldBeTrue();
        (await waiting).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task Flood_OfOneUser_LetsAnotherThrough()
    {
        // Time stands still, so that nobody has a claim from having waited longer.
        using var gate = new SemaphoreSlim(0);
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { MaxReadsInFlight = 1, MaxWritesInFlight = 0, HealthChecks = [new GatedCheck(gate)] }, time: new StillTime());
        await QueueEverybodyAsync(server, "ByUser");
        var flood = Enumerable.Range(0, 6).Select(_ => server.AskAsync(HttpMethod.Get, "/readyz", user: "greedy")).ToList();
        await UntilWaitingAsync(server, 5);
        var modest = server.AskAsync(HttpMethod.Get, "/version", user: "modest");
        await UntilWaitingAsync(server, 6);
        // The one at work, and one out of each of the two queues that a flow has; then it is another's turn.
        gate.Release(3);
        (await modest).IsSuccessStatusCode.ShouldBeTrue();
        flood.Count(f => f.IsCompleted).ShouldBeLessThanOrEqualTo(3);
        gate.Release(3);
        foreach (var one in flood) (await one).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task WaitingTooLong_IsRefused_AndRunningTooLong_EndsWithATimeout()
    {
        var check = new HeldCheck();
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { MaxReadsInFlight = 1, MaxWritesInFlight = 0, HealthChecks = [check], RequestTimeout = TimeSpan.FromSeconds(2) });
        await QueueEverybodyAsync(server);
        var held = server.SendAsync(HttpMethod.Get, "/readyz", user: "someone");
        await check.Asked.WaitAsync(Cancellation);
        using var waiting = await server.AskAsync(HttpMethod.Get, "/version", user: "someone");
        ((int)waiting.StatusCode).ShouldBe(429);
        var (code, status) = await held;
        (code, status.Root["reason"u8].AsString(), status.Root["message"u8].AsString()).ShouldBe((504, "Timeout", "Timeout: request did not complete within the allotted timeout"));
        (await TextAsync(server, "/metrics")).ShouldContain("apiserver_flowcontrol_rejected_requests_total{flow_schema=\"queued\",priority_level=\"queued\",reason=\"time-out\"} 1\n");
    }

    [Fact]
    public async Task ClientThatGoes_IsCountedAsCancelled()
    {
        var check = new HeldCheck();
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { MaxReadsInFlight = 1, MaxWritesInFlight = 0, HealthChecks = [check] });
        await QueueEverybodyAsync(server);
        var held = server.AskAsync(HttpMethod.Get, "/readyz", user: "someone");
        await check.Asked.WaitAsync(Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/version") { Headers = { { "Authorization", "Bearer someone" } } };
        using var gone = new CancellationTokenSource();
        var waiting = server.Http.SendAsync(request, gone.Token);
        await UntilWaitingAsync(server, 1);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        while (!(await TextAsync(server, "/metrics")).Contains("priority_level=\"queued\",reason=\"cancelled\"} 1\n", StringComparison.Ordinal)) continue;
        check.Release();
        (await held).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task Watches_HoldNoSeat_OnceTheyHaveToldWhatThereIs()
    {
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { MaxReadsInFlight = 1, MaxWritesInFlight = 0 }, withRoles: true);
        await server.GrantAsync("someone", "watch", "", "configmaps");
        await QueueEverybodyAsync(server);
        using var watch = new HttpRequestMessage(HttpMethod.Get, "/api/v1/configmaps?watch=true") { Headers = { { "Authorization", "Bearer someone" } } };
        using var standing = await server.Http.SendAsync(watch, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        standing.IsSuccessStatusCode.ShouldBeTrue();
        (await server.AskAsync(HttpMethod.Get, "/version", user: "someone")).IsSuccessStatusCode.ShouldBeTrue();
        (await TextAsync(server, "/metrics")).ShouldContain("apiserver_flowcontrol_request_execution_seconds_count{flow_schema=\"queued\",priority_level=\"queued\",type=\"watch\"} 1\n");
    }

    private static async Task<ApiServer> StartAsync()
    {
        var server = await ApiServer.StartAsync(withRoles: true);
        foreach (var plural in (string[])["flowschemas", "prioritylevelconfigurations"])
            foreach (var verb in (string[])["create", "update", "delete"])
                await server.GrantAsync("system:serviceaccount:kube-system:priority-and-fairness", verb, "flowcontrol.apiserver.k8s.io", plural);
        await server.GrantAsync("system:serviceaccount:kube-system:priority-and-fairness", "patch", "flowcontrol.apiserver.k8s.io", "flowschemas/status");
        await server.Api.EnsureFlowControlAsync(Cancellation);
        return server;
    }

    // One level with queues for all; it has the one seat there is, since the shares of the mandatory level are few.
    private static async Task QueueEverybodyAsync(ApiServer server, string distinguisher = "")
    {
        (await server.SendAsync(HttpMethod.Post, Group + "prioritylevelconfigurations", """
            {"metadata":{"name":"queued"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":5,"limitResponse":{"type":"Queue","queuing":{"queues":8,"handSize":2,"queueLengthLimit":10}}}}}
            """)).Code.ShouldBe(201);
        var flows = distinguisher.Length > 0 ? $"\"distinguisherMethod\":{{\"type\":\"{distinguisher}\"}}," : "";
        (await server.SendAsync(HttpMethod.Post, Group + "flowschemas", $$$"""
            {"metadata":{"name":"queued"},"spec":{"priorityLevelConfiguration":{"name":"queued"},{{{flows}}}"matchingPrecedence":50,"rules":[{"subjects":[{"kind":"User","user":{"name":"*"}}],
            "resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"namespaces":["*"],"clusterScope":true}],"nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["/readyz","/version"]}]}]}}
            """)).Code.ShouldBe(201);
    }

    private static async Task UntilWaitingAsync(ApiServer server, int count)
    {
        while (!(await TextAsync(server, "/metrics")).Contains($"apiserver_flowcontrol_current_inqueue_requests{{flow_schema=\"queued\",priority_level=\"queued\"}} {count}\n", StringComparison.Ordinal)) continue;
    }

    private static async Task<string> TextAsync(ApiServer server, string path)
    {
        using var response = await server.AskAsync(HttpMethod.Get, path);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task<string> ConditionAsync(ApiServer server, string name, string status)
    {
        var from = "0";
        while (true)
        {
            var line = (await server.WatchLinesAsync($"{Group}flowschemas?watch=true&fieldSelector=metadata.name%3D{name}&resourceVersion={from}", 1))[0];
            var condition = line.Root["object"u8]["status"u8]["conditions"u8][0];
            if (condition.Exists && condition["status"u8].TextEquals(System.Text.Encoding.UTF8.GetBytes(status))) return condition["reason"u8].AsString();
            from = line.Root["object"u8]["metadata"u8]["resourceVersion"u8].AsString();
        }
    }

    private sealed class StillTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }

    /// <summary>A check that lets as many through as the gate.</summary>
    private sealed class GatedCheck(SemaphoreSlim gate) : IHealthCheck
    {
        public string Name => "gated";
        public bool CountsForLiveness => false;

        public async ValueTask<string?> CheckAsync(CancellationToken cancellation)
        {
            await gate.WaitAsync(cancellation);
            return null;
        }
    }

    /// <summary>A check that answers when it is allowed to: a request that takes as long as a test wants.</summary>
    private sealed class HeldCheck : IHealthCheck
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "held";
        public bool CountsForLiveness => false;
        public Task Asked => asked.Task;

        public void Release() => released.TrySetResult();

        public async ValueTask<string?> CheckAsync(CancellationToken cancellation)
        {
            asked.TrySetResult();
            await released.Task.WaitAsync(cancellation);
            return null;
        }
    }
}
