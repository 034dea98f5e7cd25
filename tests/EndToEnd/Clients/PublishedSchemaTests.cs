using System.Text.Json;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>What kubectl learns of the kinds of definitions, and what it checks with it.</summary>
public sealed class PublishedSchemaTests(ApiCluster shared)
{
    private const string Prefix = "[sig-api-machinery] CustomResourcePublishOpenAPI [Privileged:ClusterAdmin] ";
    private const string Open = """{"type":"object","x-kubernetes-preserve-unknown-fields":true}""";

    [Fact(DisplayName = Prefix + "works for CRD with validation schema [Conformance]")]
    public async Task Schema_Published_IsCheckedAndExplained()
    {
        var terminal = await DefinedAsync("checked", """
            {"type":"object","properties":{"spec":{"type":"object","description":"What is wanted.","properties":{
              "bars":{"type":"array","description":"All bars.","items":{"type":"object","required":["name"],"properties":{
                "name":{"type":"string","description":"What the bar is called."},"age":{"type":"string"}}}}}}}}
            """);
        (await terminal.RunAsync("create -f -", Object("checked", ""","spec":{"bars":[{"name":"one","age":"10"}]}"""))).ShouldContain("created");
        (await terminal.RunAsync("apply -f -", Object("checked", ""","spec":{"bars":[{"name":"two"}]}"""))).ShouldContain("configured");
        foreach (var verb in (string[])["create", "apply"])
        {
            (await terminal.FailAsync($"{verb} -f -", Object("checked", ""","spec":{"foo":true}""", "other"))).ShouldContain("strict decoding error: unknown field \"spec.foo\"");
            (await terminal.FailAsync($"{verb} -f -", Object("checked", ""","spec":{"bars":[{"age":"10"}]}""", "other"))).ShouldContain("spec.bars[0].name: Required value");
        }
        (await terminal.RunAsync("explain checked.spec")).ShouldContain("What is wanted.");
        (await terminal.RunAsync("explain checked.spec.bars.name")).ShouldContain("What the bar is called.");
        (await terminal.FailAsync("explain checked.spec.bars2")).ShouldContain("field \"bars2\" does not exist");
    }

    [Theory]
    [InlineData("rooted", Open, ""","a":{"b":[{"c":"d"}]}""", "", TestDisplayName = Prefix + "works for CRD preserving unknown fields at the schema root [Conformance]")]
    [InlineData("embedded", """{"type":"object","properties":{"spec":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}}}""",
        ""","spec":{"apiVersion":"v1","kind":"Any","metadata":{"name":"in"},"b":[{"c":"d"}]}""", "spec", TestDisplayName = Prefix + "works for CRD preserving unknown fields in an embedded object [Conformance]")]
    [InlineData("unchecked", """{"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true},"status":{"type":"object"}}}""",
        ""","spec":{"b":[{"c":"d"}]}""", "DESCRIPTION", TestDisplayName = Prefix + "works for CRD without validation schema [Conformance]")]
    public async Task UnknownFields_ThatAreKept_AreNoMistakes(string plural, string schema, string fields, string explained)
    {
        var terminal = await DefinedAsync(plural, schema);
        (await terminal.RunAsync("create -f -", Object(plural, fields))).ShouldContain("created");
        (await terminal.RunAsync("apply -f -", Object(plural, fields.Replace("\"d\"", "\"e\"", StringComparison.Ordinal)))).ShouldContain("configured");
        (await terminal.RunAsync($"get {plural} one -o json")).ShouldContain("\"c\": \"e\"");
        (await terminal.RunAsync("explain " + plural)).ShouldContain(explained);
        (await terminal.RunAsync("explain " + plural)).ShouldMatch("(?m)^KIND: +Kind" + plural);
    }

    [Fact(DisplayName = Prefix + "works for multiple CRDs of different groups [Conformance]")]
    public async Task Groups_AreAllPublished()
    {
        var terminal = await DefinedAsync("grouped", Open);
        await DefineAsync(terminal, "grouped", Open, group: "two.example.com");
        foreach (var group in (string[])["grouped.example.com", "two.example.com"]) await PublishedAsync(terminal, group, "v1", "Kindgrouped", there: true);
    }

    [Fact(DisplayName = Prefix + "works for multiple CRDs of same group and version but different kinds [Conformance]")]
    public async Task Kinds_OfOneGroup_AreAllPublished()
    {
        var terminal = await DefinedAsync("firsts", Open);
        await DefineAsync(terminal, "seconds", Open, group: "firsts.example.com");
        foreach (var kind in (string[])["Kindfirsts", "Kindseconds"]) await PublishedAsync(terminal, "firsts.example.com", "v1", kind, there: true);
    }

    [Fact(DisplayName = Prefix + "works for multiple CRDs of same group but different versions [Conformance]")]
    public async Task Versions_OfAKind_AreAllPublished()
    {
        var terminal = await DefinedAsync("versioned", Open, "v2", "v3");
        foreach (var version in (string[])["v2", "v3"]) await PublishedAsync(terminal, "versioned.example.com", version, "Kindversioned", there: true);
    }

    [Fact(DisplayName = Prefix + "updates the published spec when one version gets renamed [Conformance]")]
    public async Task Version_Renamed_IsPublishedUnderItsNewName()
    {
        var terminal = await DefinedAsync("renamed", Open, "v2", "v3");
        await terminal.RunAsync("""patch crd renamed.renamed.example.com --type=json -p '[{"op":"replace","path":"/spec/versions/1/name","value":"v4"}]'""");
        await PublishedAsync(terminal, "renamed.example.com", "v4", "Kindrenamed", there: true);
        await PublishedAsync(terminal, "renamed.example.com", "v3", "Kindrenamed", there: false);
        await PublishedAsync(terminal, "renamed.example.com", "v2", "Kindrenamed", there: true);
    }

    [Fact(DisplayName = Prefix + "removes definition from spec when one version gets changed to not be served [Conformance]")]
    public async Task Version_NoLongerServed_IsNoLongerPublished()
    {
        var terminal = await DefinedAsync("withdrawn", Open, "v5", "v6");
        await PublishedAsync(terminal, "withdrawn.example.com", "v6", "Kindwithdrawn", there: true);
        await terminal.RunAsync("""patch crd withdrawn.withdrawn.example.com --type=json -p '[{"op":"replace","path":"/spec/versions/1/served","value":false}]'""");
        await PublishedAsync(terminal, "withdrawn.example.com", "v6", "Kindwithdrawn", there: false);
        await PublishedAsync(terminal, "withdrawn.example.com", "v5", "Kindwithdrawn", there: true);
    }

    private async Task<Terminal> DefinedAsync(string plural, string schema, params string[] versions)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, "kubectl-1.35", plural);
        await DefineAsync(terminal, plural, schema, plural + ".example.com", versions);
        return terminal;
    }

    private static async Task DefineAsync(Terminal terminal, string plural, string schema, string group, params string[] versions)
    {
        string[] all = versions is [] ? ["v1"] : versions;
        var each = all.Select((name, at) => $$$"""{"name":"{{{name}}}","served":true,"storage":{{{(at == 0 ? "true" : "false")}}},"schema":{"openAPIV3Schema":{{{schema}}} } }""");
        await terminal.RunAsync("create -f -", $$$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{{plural}}}.{{{group}}}"},
            "spec":{"group":"{{{group}}}","scope":"Namespaced","names":{"plural":"{{{plural}}}","kind":"Kind{{{plural}}}"},"versions":[{{{string.Join(',', each)}}}]} }
            """);
        await PublishedAsync(terminal, group, all[0], "Kind" + plural, there: true);
    }

    private static string Object(string plural, string fields, string name = "one") =>
        $$$"""{"apiVersion":"{{{plural}}}.example.com/v1","kind":"Kind{{{plural}}}","metadata":{"name":"{{{name}}}"}{{{fields}}} }""";

    /// <summary>Asks for both forms of the document until they show what they must.</summary>
    private static async Task PublishedAsync(Terminal terminal, string group, string version, string kind, bool there)
    {
        var name = string.Join('.', group.Split('.').Reverse().Append(version).Append(kind));
        await Eventually.SucceedsAsync(() => terminal.TryAsync("get --raw /openapi/v2"), said => Names(said.Output, "definitions").Contains(name) == there, 10);
        await Eventually.SucceedsAsync(() => terminal.TryAsync($"get --raw /openapi/v3/apis/{group}/{version}"), said => (said.ExitCode == 0 && Names(said.Output, "components", "schemas").Contains(name)) == there, 10);
    }

    private static List<string> Names(string document, params string[] path)
    {
        using var parsed = JsonDocument.Parse(document);
        return [.. path.Aggregate(parsed.RootElement, (at, step) => at.GetProperty(step)).EnumerateObject().Select(member => member.Name)];
    }
}
