using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Timonier.Api.Bench;

/// <summary>Definitions of the sizes that charts bring, and the objects of such kinds.</summary>
internal sealed class CustomMeasures(BenchClient client, ResultTable table)
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Json = "application/json";

    /// <summary>Many definitions of 35 KB one after the other, then one of 700 KB; until the API serves them.</summary>
    public async Task DefinitionsAsync(int count)
    {
        await DefineAsync("warmups", 60);
        var before = await ApiMeasures.HeldAsync(client);
        var meter = client.Meter();
        for (var i = 0; i < count; i++) await DefineAsync(Plural(i), 60);
        table.Add($"{count:N0} definitions of {Definition(Plural(0), 60).Length / 1024} KB, each until it is served", $"{meter.Seconds * 1000 / count:N0} ms", meter.CpuPer(count));
        table.Add($"memory of the server's process with them", $"{before / 1e6:N0} to {await ApiMeasures.HeldAsync(client) / 1e6:N0} MB", "");
        meter = client.Meter();
        await DefineAsync("giants", 1_200);
        table.Add($"one definition of {Definition("giants", 1_200).Length / 1024} KB, until it is served", $"{meter.Seconds * 1000:N0} ms", meter.CpuPer(1));
        foreach (var (path, name) in ((string, string)[])[("/openapi/v3/apis/giants.example.com/v1", "its OpenAPI document, the first time"), ("/openapi/v2", "OpenAPI v2 of all, the first time"), ("/openapi/v2", "OpenAPI v2 of all, again")])
        {
            meter = client.Meter();
            var bytes = (await client.Http.GetByteArrayAsync(path)).Length;
            table.Add(name, $"{meter.Seconds * 1000:N0} ms, {bytes / 1e6:N1} MB", meter.CpuPer(1));
        }
        meter = client.Meter();
        for (var i = 0; i < 10; i++) await DefineAsync("later" + Plural(i), 60);
        table.Add($"10 definitions more, while all that stands", $"{meter.Seconds * 100:N0} ms", meter.CpuPer(10));
    }

    /// <summary>Objects of a kind with a schema and two rules, beside the ConfigMaps of the same size.</summary>
    public async Task ObjectsAsync(int count, int writers)
    {
        var path = $"/apis/{Plural(0)}.example.com/v1/namespaces/default/{Plural(0)}";
        var value = new string('x', 900);
        // The first round pays for the just-in-time compiler.
        foreach (var round in (string[])["first", "second"])
        {
            var meter = client.Meter();
            await ApiMeasures.InParallelAsync(count, writers, async i => await client.SendAsync(HttpMethod.Post, path, $$"""
                {"apiVersion":"{{Plural(0)}}.example.com/v1","kind":"{{Kind(Plural(0))}}","metadata":{"name":"{{round}}-{{i}}"},"spec":{"part0":{"name":"n{{i}}","size":{{i % 100}},"note":"{{value}}"} } }
                """, Json));
            if (round == "second") table.Add($"creates of custom objects, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
        }
        var gets = client.Meter();
        await ApiMeasures.InParallelAsync(2 * count, writers, async i => await client.Http.GetByteArrayAsync($"{path}/second-{i % count}"));
        table.Add($"gets of custom objects, {writers} at once", $"{2 * count / gets.Seconds:N0}/s", gets.CpuPer(2 * count));
    }

    private async Task DefineAsync(string plural, int parts)
    {
        await client.SendAsync(HttpMethod.Post, Definitions, Definition(plural, parts), Json);
        var limit = Stopwatch.StartNew();
        while (limit.Elapsed < TimeSpan.FromSeconds(30))
        {
            using var answer = await client.Http.GetAsync(new Uri($"/apis/{plural}.example.com/v1/{plural}", UriKind.Relative));
            if (answer.IsSuccessStatusCode) return;
        }
        throw new TimeoutException($"{plural} are not served");
    }

    private static string Plural(int i) => "kind" + i.ToString(CultureInfo.InvariantCulture) + "s";

    private static string Kind(string plural) => char.ToUpperInvariant(plural[0]) + plural[1..];

    private static string Definition(string plural, int parts)
    {
        const string Text = "What this part of the object is for, how it is used, and what follows from it when it is left out, in about as many words as others take.";
        var properties = new StringBuilder();
        for (var i = 0; i < parts; i++)
        {
            properties.Append(CultureInfo.InvariantCulture, $$"""
                {{(i == 0 ? "" : ",")}}"part{{i}}":{"type":"object","description":"{{Text}}","properties":{"name":{"type":"string","maxLength":63,"pattern":"^[a-z0-9-]+$"},
                "size":{"type":"integer","minimum":0,"maximum":100,"default":1},"note":{"type":"string","maxLength":1000},
                "tags":{"type":"array","maxItems":10,"x-kubernetes-list-type":"set","items":{"type":"string","maxLength":20} } },
                "x-kubernetes-validations":[{"rule":"!has(self.name) || self.name != 'none'"} ] }
                """);
        }
        return $$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{plural}}.{{plural}}.example.com"},
            "spec":{"group":"{{plural}}.example.com","scope":"Namespaced","names":{"plural":"{{plural}}","kind":"{{Kind(plural)}}"},
            "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{} },"schema":{"openAPIV3Schema":{"type":"object","properties":{
            "spec":{"type":"object","properties":{ {{properties}} } },"status":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } } } }]} }
            """;
    }
}
