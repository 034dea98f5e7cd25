using Timonier.Documents;

namespace Timonier.Api.Tests.CustomResources;

/// <summary>Definitions that tests apply, and the way to wait for them.</summary>
internal static class TestDefinitions
{
    public const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    public const string Boats = "/apis/harbour.example.com/v1/namespaces/default/boats";

    /// <summary>A kind with most of what a schema can say.</summary>
    public const string Boat = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"boats.harbour.example.com"},
        "spec":{"group":"harbour.example.com","scope":"Namespaced",
          "names":{"plural":"boats","singular":"boat","kind":"Boat","listKind":"BoatList","shortNames":["bt"],"categories":["fleet"]},
          "versions":[{"name":"v1","served":true,"storage":true,
            "subresources":{"status":{},"scale":{"specReplicasPath":".spec.crew","statusReplicasPath":".status.aboard","labelSelectorPath":".status.selector"}},
            "additionalPrinterColumns":[
              {"name":"Colour","type":"string","jsonPath":".spec.colour"},
              {"name":"Crew","type":"integer","jsonPath":".spec.crew"},
              {"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status","priority":1},
              {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
            "selectableFields":[{"jsonPath":".spec.colour"}],
            "schema":{"openAPIV3Schema":{"type":"object","description":"Something that floats.","required":["spec"],"properties":{
              "spec":{"type":"object","required":["colour"],"properties":{
                "colour":{"type":"string","description":"What it is painted with.","enum":["red","green","blue"]},
                "crew":{"type":"integer","format":"int32","minimum":0,"maximum":10,"default":2},
                "name":{"type":"string","maxLength":8,"pattern":"^[a-z]+$"},
                "length":{"type":"number","exclusiveMinimum":true,"minimum":0},
                "draught":{"x-kubernetes-int-or-string":true},
                "harbour":{"type":"string","nullable":true,"default":"home"},
                "flags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
                "ports":{"type":"array","maxItems":3,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                  "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"number":{"type":"integer","default":80}}}},
                "labels":{"type":"object","additionalProperties":{"type":"string"}},
                "cargo":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                "template":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}}},
              "status":{"type":"object","properties":{
                "aboard":{"type":"integer"},"selector":{"type":"string"},
                "conditions":{"type":"array","items":{"type":"object","properties":{"type":{"type":"string"},"status":{"type":"string"}}}}}}}}}}]}}
        """;

    /// <summary>Defines a kind, and waits until its objects can be had.</summary>
    public static async Task DefineAsync(this ApiServer server, string definition = Boat)
    {
        var (code, made) = await server.SendAsync(HttpMethod.Post, Definitions, definition);
        code.ShouldBe(201, made.ToString());
        await server.ConditionAsync(made.Name, "Established", "True");
    }

    /// <summary>The definition once a condition of it has that status; it is watched for, not polled.</summary>
    public static async Task<Document> ConditionAsync(this ApiServer server, string name, string type, string status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Definitions}?watch=true&fieldSelector=metadata.name%3D{name}");
        request.Headers.Authorization = new("Bearer", "admin");
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var definition = Document.Parse(Document.Parse(line).Root["object"u8].Raw);
            foreach (var condition in definition.Status["conditions"u8].Items)
                if (condition["type"u8].AsString() == type && condition["status"u8].AsString() == status) return definition;
        }
        throw new InvalidOperationException($"the watch of {name} ended before it was {type}={status}");
    }

    /// <summary>A boat with these members in its spec.</summary>
    public static string BoatOf(string name, string spec) => $$$"""{"apiVersion":"harbour.example.com/v1","kind":"Boat","metadata":{"name":"{{{name}}}"},"spec":{{{spec}}}}""";
}
