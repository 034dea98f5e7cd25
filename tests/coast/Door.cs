using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Timonier.Coast;

/// <summary>
/// Who may come in, as extension servers find out: the cluster's front proxy says who asks, and the cluster is asked
/// what that user may do.
/// </summary>
public sealed class Door
{
    private readonly HttpClient api;
    private readonly X509Certificate2 authority;
    private readonly IReadOnlyList<string> names;

    private Door(HttpClient api, X509Certificate2 authority, IReadOnlyList<string> names)
    {
        this.api = api;
        this.authority = authority;
        this.names = names;
    }

    /// <summary>Reads what the cluster publishes for servers like this one.</summary>
    public static async Task<Door> OpenAsync(HttpClient api)
    {
        var map = (await api.GetFromJsonAsync<JsonNode>("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication"))!["data"]!;
        return new Door(api, X509Certificate2.CreateFromPem((string)map["requestheader-client-ca-file"]!), Names(map, "requestheader-allowed-names"));
    }

    /// <summary>Null for anybody but the front proxy.</summary>
    public Visitor? WhoIs(HttpContext context)
    {
        if (context.Connection.ClientCertificate is not { } shown || !names.Contains(shown.GetNameInfo(X509NameType.SimpleName, forIssuer: false))) return null;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (!chain.Build(shown) || context.Request.Headers["X-Remote-User"].ToString() is not { Length: > 0 } name) return null;
        const string Extra = "X-Remote-Extra-";
        return new Visitor(name, context.Request.Headers["X-Remote-Uid"].ToString(), [.. context.Request.Headers["X-Remote-Group"].OfType<string>()],
            context.Request.Headers.Where(h => h.Key.StartsWith(Extra, StringComparison.OrdinalIgnoreCase))
                .ToDictionary(h => Uri.UnescapeDataString(h.Key[Extra.Length..]).ToLowerInvariant(), h => h.Value.OfType<string>().ToArray()));
    }

    public async Task<bool> AdmitsAsync(Visitor visitor, CoastPath place, string verb)
    {
        var spec = new JsonObject
        {
            ["user"] = visitor.Name,
            ["uid"] = visitor.Uid,
            ["groups"] = Texts(visitor.Groups),
            ["extra"] = new JsonObject(visitor.Extra.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)Texts(e.Value)))),
        };
        if (place.Plural.Length == 0) spec["nonResourceAttributes"] = new JsonObject { ["path"] = place.Whole, ["verb"] = verb };
        else
        {
            spec["resourceAttributes"] = new JsonObject
            {
                ["group"] = CoastDocuments.Group, ["version"] = CoastDocuments.Version, ["resource"] = place.Plural, ["subresource"] = place.Subresource,
                ["namespace"] = place.Namespace, ["name"] = place.Name, ["verb"] = verb,
            };
        }
        using var answer = await api.PostAsJsonAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews", new JsonObject { ["spec"] = spec });
        return (bool?)(await answer.Content.ReadFromJsonAsync<JsonNode>())?["status"]?["allowed"] ?? false;
    }

    private static string[] Names(JsonNode map, string key) => [.. JsonNode.Parse((string)map[key]!)!.AsArray().Select(n => (string)n!)];

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
