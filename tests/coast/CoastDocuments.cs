using System.Text.Json.Nodes;

namespace Timonier.Coast;

/// <summary>What the server tells about itself: discovery in both forms, OpenAPI in both versions; and as much of the metrics API as kubectl top needs.</summary>
public static class CoastDocuments
{
    public const string Group = "coast.example.com";
    public const string Version = "v1";
    public const string Kind = "Lighthouse";
    public const string Plural = "lighthouses";
    private const string Metrics = "metrics.k8s.io/v1beta1";
    private const string Schema = "com.example.coast.v1.Lighthouse";
    private const string AnswerOfVersion2 = "\"schema\":{\"$ref\":\"#/definitions/" + Schema + "\"}";
    private const string AnswerOfVersion3 = "\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/" + Schema + "\"}}}";

    /// <summary>Null for a path that leads nowhere.</summary>
    public static JsonObject? Find(string path, bool aggregated) => path switch
    {
        "/apis" when aggregated => Parse($$$"""
            {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[{"metadata":{"name":"{{{Group}}}"},"versions":[{"version":"{{{Version}}}","freshness":"Current","resources":[
            {"resource":"{{{Plural}}}","responseKind":{"group":"{{{Group}}}","version":"{{{Version}}}","kind":"{{{Kind}}}"},"scope":"Namespaced","singularResource":"lighthouse","verbs":["create","delete","get","list","patch","watch"],"shortNames":["lh"],
            "subresources":[{"subresource":"beam","responseKind":{"group":"","version":"","kind":"Beam"},"verbs":["create","get"]}]}]}]}]}
            """),
        "/apis" => Parse($$$"""{"kind":"APIGroupList","apiVersion":"v1","groups":[{{{OfGroup}}}]}"""),
        "/apis/" + Group => Parse(OfGroup),
        "/apis/" + Group + "/" + Version => Parse($$$"""
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"{{{Group}}}/{{{Version}}}","resources":[
            {"name":"{{{Plural}}}","singularName":"lighthouse","namespaced":true,"kind":"{{{Kind}}}","verbs":["create","delete","get","list","patch","watch"],"shortNames":["lh"]},
            {"name":"{{{Plural}}}/beam","singularName":"","namespaced":true,"kind":"Beam","verbs":["create","get"]}]}
            """),
        "/apis/" + Metrics => Parse($$$"""
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"{{{Metrics}}}","resources":[{"name":"pods","singularName":"","namespaced":true,"kind":"PodMetrics","verbs":["get","list"]}]}
            """),
        "/openapi/v3" => Parse($$$"""{"paths":{"apis/{{{Group}}}/{{{Version}}}":{"serverRelativeURL":"/openapi/v3/apis/{{{Group}}}/{{{Version}}}?hash=5EA"},"api/v1":{"serverRelativeURL":"/openapi/v3/api/v1?hash=FA15E"} } }"""),
        "/openapi/v3/apis/" + Group + "/" + Version => Parse($$$"""{"openapi":"3.0.0","info":{"title":"Coast","version":"1"},"paths":{{{Paths(AnswerOfVersion3)}}},"components":{"schemas":{{{Schemas}}} } }"""),
        "/openapi/v2" => Parse($$$"""{"swagger":"2.0","info":{"title":"Coast","version":"1"},"paths":{{{Paths(AnswerOfVersion2)}}},"definitions":{{{Schemas}}}}"""),
        _ when path.StartsWith($"/apis/{Metrics}/namespaces/", StringComparison.Ordinal) => Parse($$$"""
            {"kind":"PodMetricsList","apiVersion":"{{{Metrics}}}","metadata":{},"items":[{"metadata":{"name":"keeper","namespace":"{{{path.Split('/')[5]}}}"},"timestamp":"2026-01-01T00:00:00Z","window":"15s",
            "containers":[{"name":"lamp","usage":{"cpu":"250m","memory":"64Mi"}}]}]}
            """),
        _ => null,
    };

    private static string OfGroup =>
        $$$"""{"kind":"APIGroup","apiVersion":"v1","name":"{{{Group}}}","versions":[{"groupVersion":"{{{Group}}}/{{{Version}}}","version":"{{{Version}}}"}],"preferredVersion":{"groupVersion":"{{{Group}}}/{{{Version}}}","version":"{{{Version}}}"}}""";

    private static string Schemas => $$$"""
        {"{{{Schema}}}":{"type":"object","description":"A light that ships steer by.","x-kubernetes-group-version-kind":[{"group":"{{{Group}}}","version":"{{{Version}}}","kind":"{{{Kind}}}"}],
        "properties":{"apiVersion":{"type":"string"},"kind":{"type":"string"},"metadata":{"type":"object"},
        "spec":{"type":"object","description":"How it is built.","properties":{"height":{"type":"integer","format":"int32","description":"Metres above the sea."},"colour":{"type":"string","description":"What it flashes."} } } } } }
        """;

    // A path of somebody else's is told too: a server is believed about its own group version only.
    private static string Paths(string answer) => $$$"""
        {"/apis/{{{Group}}}/{{{Version}}}/namespaces/{namespace}/{{{Plural}}}":{"post":{"operationId":"createLighthouse","x-kubernetes-action":"post","x-kubernetes-group-version-kind":{"group":"{{{Group}}}","version":"{{{Version}}}","kind":"{{{Kind}}}"},
        "responses":{"201":{"description":"Created",{{{answer}}} } } } },
        "/api/v1/secrets":{"get":{"operationId":"stolen","responses":{"200":{"description":"OK"} } } } }
        """;

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
