using Timonier.Api.Tests.Webhooks;
using Timonier.Documents;
using static Timonier.Api.Tests.Admission.Webhooks.AdmissionWebhook;

namespace Timonier.Api.Tests.Admission.Webhooks;

public class ValidatingWebhookTests
{
    private const string AnyWrite = """{"operations":["CREATE","UPDATE","DELETE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}""";

    [Fact]
    public async Task Denial_NamesTheWebhookAndItsReason()
    {
        await using var webhook = await StartAsync(_ => Denied("not today"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook());
        (await server.MapAsync("m")).ShouldBe((400, "admission webhook \"hook.example.com\" denied the request: not today"));
        (await server.SendAsync(HttpMethod.Get, Maps + "/m")).Code.ShouldBe(404);
    }

    [Theory]
    [InlineData("""{"reason":"Gone fishing","code":403}""", 403, "admission webhook \"hook.example.com\" denied the request: Gone fishing")]
    [InlineData("""{"status":"Success","code":200}""", 400, "admission webhook \"hook.example.com\" denied the request without explanation")]
    [InlineData("""{"message":"full","code":507}""", 507, "admission webhook \"hook.example.com\" denied the request: full")]
    public async Task Denial_WithAStatusOfItsOwn_IsAnsweredWithIt(string status, int code, string message)
    {
        await using var webhook = await StartAsync(_ => new DraftObject { ["allowed"] = false, ["status"] = Draft.From(Document.Parse(status).Root) });
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook());
        (await server.MapAsync("m")).ShouldBe((code, message));
    }

    [Fact]
    public async Task Review_SaysAllAboutTheRequest()
    {
        await using var webhook = await StartAsync(_ => Allowed());
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook(rule: AnyWrite));
        (await server.MapAsync("m", query: "?fieldManager=me")).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Patch, Maps + "/m?dryRun=All", """{"data":{"first":"no"}}""", "application/merge-patch+json")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Delete, Maps + "/m", """{"gracePeriodSeconds":3}""")).Code.ShouldBe(200);

        var create = webhook.Asked[0].Root["request"u8];
        webhook.Asked[0].Root["apiVersion"u8].AsString().ShouldBe("admission.k8s.io/v1");
        create["uid"u8].AsString().ShouldNotBeEmpty();
        create["kind"u8].ToString().ShouldBe("""{"group":"","version":"v1","kind":"ConfigMap"}""");
        create["requestKind"u8].ToString().ShouldBe(create["kind"u8].ToString());
        create["resource"u8].ToString().ShouldBe("""{"group":"","version":"v1","resource":"configmaps"}""");
        create["subResource"u8].Exists.ShouldBeFalse();
        (create["name"u8].AsString(), create["namespace"u8].AsString(), create["operation"u8].AsString()).ShouldBe(("m", "default", "CREATE"));
        create["userInfo"u8].ToString().ShouldBe("""{"username":"admin","groups":["system:masters","system:authenticated"]}""");
        create["options"u8].ToString().ShouldBe("""{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1","fieldManager":"me"}""");
        create["dryRun"u8].AsBool().ShouldBeFalse();
        create["object"u8]["data"u8]["first"u8].AsString().ShouldBe("yes");
        create["oldObject"u8].Kind.ShouldBe(NodeKind.Null);

        var update = webhook.Asked[1].Root["request"u8];
        (update["operation"u8].AsString(), update["dryRun"u8].AsBool()).ShouldBe(("UPDATE", true));
        update["object"u8]["data"u8]["first"u8].AsString().ShouldBe("no");
        update["oldObject"u8]["data"u8]["first"u8].AsString().ShouldBe("yes");
        update["options"u8]["dryRun"u8].ToString().ShouldBe("""["All"]""");

        var delete = webhook.Asked[2].Root["request"u8];
        delete["operation"u8].AsString().ShouldBe("DELETE");
        delete["object"u8].Kind.ShouldBe(NodeKind.Null);
        delete["oldObject"u8]["metadata"u8]["name"u8].AsString().ShouldBe("m");
        delete["options"u8]["gracePeriodSeconds"u8].AsInt64().ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"allowed":true,"uid":"other"}""", "expected response.uid=\"@uid\", got \"other\"")]
    [InlineData("""{"allowed":true,"patch":"W10="}""", "validating webhook may not return response.patch")]
    [InlineData("""{"allowed":true,"patchType":"JSONPatch"}""", "validating webhook may not return response.patchType")]
    public async Task Answer_ThatIsNone_IsAFailedCall(string response, string fault)
    {
        await using var webhook = await StartAsync(_ => (DraftObject)Draft.From(Document.Parse(response).Root));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook());
        var (code, message) = await server.MapAsync("m");
        code.ShouldBe(500);
        var uid = webhook.Asked[0].Root["request"u8]["uid"u8].AsString();
        message.ShouldBe("Internal error occurred: failed calling webhook \"hook.example.com\": received invalid webhook response: " + fault.Replace("@uid", uid, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Ignore", 201, "")]
    [InlineData("Fail", 500, "context deadline exceeded")]
    public async Task Webhook_ThatDoesNotAnswerInTime_CountsByItsFailurePolicy(string policy, int code, string message)
    {
        await using var webhook = await WebhookServer.StartAsync((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted), "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook(more: $$""","timeoutSeconds":1,"failurePolicy":"{{policy}}" """));
        var answer = await server.MapAsync("m");
        answer.Code.ShouldBe(code);
        if (code == 500) answer.Message.ShouldBe($"Internal error occurred: failed calling webhook \"hook.example.com\": failed to call webhook: Post \"{Url(webhook)}?timeout=1s\": {message}");
    }

    [Fact]
    public async Task Authority_ThatIsCorrected_IsUsedAtOnce()
    {
        await using var webhook = await StartAsync(_ => Allowed());
        await using var other = await StartAsync(_ => Allowed());
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook().Replace(webhook.CaBundle, other.CaBundle, StringComparison.Ordinal));
        (await server.MapAsync("m")).Message.ShouldContain("failed to verify certificate");
        (await server.SendAsync(HttpMethod.Patch, Validating + "/guard", $$$"""[{"op":"replace","path":"/webhooks/0/clientConfig/caBundle","value":"{{{webhook.CaBundle}}}"}]""", "application/json-patch+json")).Code.ShouldBe(200);
        (await server.MapAsync("m")).Code.ShouldBe(201);
    }

    [Fact]
    public async Task DryRun_ThatTheWebhookWouldNotSurviveWithoutTraces_IsRefused()
    {
        await using var webhook = await StartAsync(_ => new DraftObject { ["allowed"] = true, ["warnings"] = DraftArray.OfTexts(["old habits"]) });
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook());
        using var content = new StringContent("""{"metadata":{"name":"m"}}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.AskAsync(HttpMethod.Post, Maps + "?dryRun=All", content);
        answer.Headers.GetValues("Warning").ShouldBe(["299 - \"old habits\""]);
        webhook.Asked[0].Root["request"u8]["dryRun"u8].AsBool().ShouldBeTrue();
    }

    [Fact]
    public async Task Webhooks_AreAskedAllAtOnce()
    {
        // Each answers only when both have been asked.
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        await using var webhook = await WebhookServer.StartAsync(async (context, review) =>
        {
            if (Interlocked.Increment(ref asked) == 2) both.SetResult();
            await both.Task.WaitAsync(context.RequestAborted);
            await AnswerAsync(context, review, _ => Allowed());
        }, "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook("a.example.com"), webhook.Hook("b.example.com"));
        (await server.MapAsync("m")).Code.ShouldBe(201);
    }

    [Theory]
    [InlineData("""{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["*/*"]}""", "", true)]
    [InlineData("""{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["*"]}""", "", true)]
    [InlineData("""{"operations":["UPDATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["*"]}""", "", false)]
    [InlineData("""{"operations":["*"],"apiGroups":["apps"],"apiVersions":["*"],"resources":["*"]}""", "", false)]
    [InlineData("""{"operations":["*"],"apiGroups":["*"],"apiVersions":["v2"],"resources":["*"]}""", "", false)]
    [InlineData("""{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["pods","configmaps/*"]}""", "", true)]
    [InlineData("""{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["configmaps/status"]}""", "", false)]
    [InlineData("""{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["*"],"scope":"Cluster"}""", "", false)]
    [InlineData("""{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["*"],"scope":"Namespaced"}""", "", true)]
    [InlineData(MapRule, ""","namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"default"}}""", true)]
    [InlineData(MapRule, ""","namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"other"}}""", false)]
    [InlineData(MapRule, ""","objectSelector":{"matchLabels":{"app":"a"}}""", false)]
    [InlineData(MapRule, ""","objectSelector":{"matchExpressions":[{"key":"app","operator":"DoesNotExist"}]}""", true)]
    [InlineData(MapRule, ""","matchConditions":[{"name":"c","expression":"object.metadata.name == 'm' && request.operation == 'CREATE' && oldObject == null"}]""", true)]
    [InlineData(MapRule, ""","matchConditions":[{"name":"c","expression":"request.userInfo.username != 'admin'"}]""", false)]
    [InlineData(MapRule, ""","matchConditions":[{"name":"c","expression":"authorizer.group('').resource('pods').check('create').allowed()"}]""", true)]
    [InlineData(MapRule, ""","matchConditions":[{"name":"c","expression":"!authorizer.requestResource.check('create').allowed()"}]""", false)]
    public async Task Registration_DecidesWhatIsAsked(string rule, string more, bool isAsked)
    {
        await using var webhook = await StartAsync(_ => Denied("no"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook(rule: rule, more: more));
        (await server.MapAsync("m")).Code.ShouldBe(isAsked ? 400 : 201);
    }

    [Theory]
    [InlineData("Fail", 403, "configmaps \"m\" is forbidden: expression 'object.data.nothing == 'x'' resulted in error: no such key: nothing")]
    [InlineData("Ignore", 201, "")]
    public async Task MatchCondition_ThatCannotBeJudged_CountsByTheFailurePolicy(string policy, int code, string message)
    {
        await using var webhook = await StartAsync(_ => Denied("no"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook(more: $$""","failurePolicy":"{{policy}}","matchConditions":[{"name":"c","expression":"object.data.nothing == 'x'"}]"""));
        (await server.MapAsync("m")).ShouldBe((code, message));
    }

    [Fact]
    public async Task MatchCondition_ThatIsFalse_DecidesBeforeOneThatCannotBeJudged()
    {
        await using var webhook = await StartAsync(_ => Denied("no"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook(more: ""","matchConditions":[{"name":"a","expression":"object.data.nothing == 'x'"},{"name":"b","expression":"false"}]"""));
        (await server.MapAsync("m")).Code.ShouldBe(201);
    }

    [Theory]
    [InlineData("Equivalent", true)]
    [InlineData("Exact", false)]
    public async Task MatchPolicy_DecidesAboutOtherVersions(string policy, bool isAsked)
    {
        const string Rule = """{"operations":["CREATE"],"apiGroups":["autoscaling"],"apiVersions":["v1"],"resources":["horizontalpodautoscalers"]}""";
        await using var webhook = await StartAsync(_ => Allowed());
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "guard", webhook.Hook(rule: Rule, more: $$""","matchPolicy":"{{policy}}" """));
        (await server.SendAsync(HttpMethod.Post, "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
            """
            {"metadata":{"name":"h"},"spec":{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},
            "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}}]}}
            """)).Code.ShouldBe(201);
        webhook.Asked.Count.ShouldBe(isAsked ? 1 : 0);
        if (!isAsked) return;
        var request = webhook.Asked[0].Root["request"u8];
        (request["kind"u8]["version"u8].AsString(), request["requestKind"u8]["version"u8].AsString()).ShouldBe(("v1", "v2"));
        request["object"u8]["apiVersion"u8].AsString().ShouldBe("autoscaling/v1");
        request["object"u8]["spec"u8]["targetCPUUtilizationPercentage"u8].AsInt64().ShouldBe(70);
    }
}
