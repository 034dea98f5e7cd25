using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Tests.Webhooks;
using Timonier.Documents;

namespace Timonier.Api.Tests.Admission.Webhooks;

/// <summary>A webhook of admission behind TLS, and its registrations.</summary>
internal static class AdmissionWebhook
{
    public const string Maps = "/api/v1/namespaces/default/configmaps";
    public const string Mutating = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    public const string Validating = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    public const string MapRule = """{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}""";

    public const string BoatRule = """{"operations":["CREATE"],"apiGroups":["harbour.example.com"],"apiVersions":["*"],"resources":["boats"]}""";

    /// <summary>Starts a webhook that answers each request by its object.</summary>
    public static Task<WebhookServer> StartAsync(Func<Node, DraftObject> response) => WebhookServer.StartAsync((context, asked) => AnswerAsync(context, asked, response), "127.0.0.1");

    public static Task AnswerAsync(HttpContext context, Document asked, Func<Node, DraftObject> response)
    {
        var request = asked.Root["request"u8];
        var answer = response(request);
        if (!answer.Has("uid")) answer["uid"] = request["uid"u8].AsString();
        return WebhookServer.AnswerAsync(context, new DraftObject { ["kind"] = "AdmissionReview", ["apiVersion"] = "admission.k8s.io/v1", ["response"] = answer });
    }

    public static DraftObject Allowed() => new() { ["allowed"] = true };

    public static DraftObject Denied(string message) => new() { ["allowed"] = false, ["status"] = new DraftObject { ["message"] = message } };

    public static DraftObject Patched(string patch) => new()
    {
        ["allowed"] = true,
        ["patchType"] = "JSONPatch",
        ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)),
    };

    /// <summary>Sets a key of a config map once another is there.</summary>
    public static DraftObject Adding(Node request, string key, string after) =>
        request["object"u8]["data"u8][after].Exists && !request["object"u8]["data"u8][key].Exists ? Patched($$$"""[{"op":"add","path":"/data/{{{key}}}","value":"yes"}]""") : Allowed();

    /// <param name="more">Further fields of the webhook, each with a comma before it.</param>
    public static string Hook(this WebhookServer webhook, string name = "hook.example.com", string rule = MapRule, string more = "") => $$$"""
        {"name":"{{{name}}}","sideEffects":"None","admissionReviewVersions":["v1"],"rules":[{{{rule}}}],
        "clientConfig":{"url":"{{{Url(webhook)}}}","caBundle":"{{{webhook.CaBundle}}}"}{{{more}}}}
        """;

    public static string Url(WebhookServer webhook) => string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{webhook.Port}/admit");

    public static string Configuration(string name, params string[] hooks) => $$$"""{"metadata":{"name":"{{{name}}}","labels":{"of":"tests"}},"webhooks":[{{{string.Join(',', hooks)}}}]}""";

    public static async Task RegisterAsync(this ApiServer server, string path, string name, params string[] hooks)
    {
        var (code, answer) = await server.SendAsync(HttpMethod.Post, path, Configuration(name, hooks));
        code.ShouldBe(201, answer.ToString());
    }

    public static async Task<(int Code, string Message)> MapAsync(this ApiServer server, string name, string data = """{"first":"yes"}""", string query = "")
    {
        var (code, answer) = await server.SendAsync(HttpMethod.Post, Maps + query, $$$"""{"metadata":{"name":"{{{name}}}"},"data":{{{data}}}}""");
        return (code, answer.Root["message"u8].AsString());
    }

    public static async Task<List<string>> KeysAsync(this ApiServer server, string name)
    {
        var keys = new List<string>();
        foreach (var member in (await server.SendAsync(HttpMethod.Get, $"{Maps}/{name}")).Body.Root["data"u8].Members) keys.Add(member.Name);
        return keys;
    }
}
