
namespace Timonier.Api.Tests.Abuse;

/// <summary>Definitions whose patterns, rules or columns would cost without end.</summary>
public sealed class DefinitionBombTests
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private static string Definition(string spec, string column = ".spec") => $$$"""
        {"metadata":{"name":"bombs.x.io"},"spec":{"group":"x.io","scope":"Namespaced","names":{"plural":"bombs","kind":"Bomb"},
        "versions":[{"name":"v1","served":true,"storage":true,"additionalPrinterColumns":[{"name":"c","type":"string","jsonPath":"{{{column}}}"}],
        "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{{{spec}}} } } } } ] }}
        """;

    private static string Ruled(string rule, string type = "\"type\":\"string\"") => $"{{{type},\"x-kubernetes-validations\":[{{\"rule\":\"{rule}\"}}]}}";

    private static string Repeated(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    public static TheoryData<string, string> Refused => new()
    {
        { "repetitions of repetitions", """{"type":"string","pattern":"^((a{1000}){1000}){1000}$"}""" },
        { "a large repetition", """{"type":"string","pattern":"a{100000}"}""" },
        { "a reference back", """{"type":"string","pattern":"(a)\\1"}""" },
        { "a look ahead", """{"type":"string","pattern":"(?=a)b"}""" },
        { "nested groups", $$"""{"type":"string","pattern":"{{Repeated("(", 5000) + Repeated(")", 5000)}}"}""" },
        { "a rule in brackets", Ruled(Repeated("(", 100_000) + "true" + Repeated(")", 100_000)) },
        { "a rule of negations", Ruled(Repeated("!", 100_000) + "true") },
        { "a rule of lists", Ruled(Repeated("[", 50_000) + Repeated("]", 50_000) + " == []") },
        { "a rule of choices", Ruled(Repeated("true?", 20_000) + "true" + Repeated(":true", 20_000)) },
        { "a rule of members", Ruled("self" + Repeated(".a", 50_000)) },
        { "a rule of alternatives", Ruled(Repeated("self == 'a' || ", 20_000) + "true") },
        { "a rule that multiplies", Ruled("self.all(a, self.all(b, self.all(c, a + b + c != '')))", """ "type":"array","items":{"type":"string"} """) },
        { "a pattern in a rule", Ruled("self.matches('((a{1000}){1000}){1000}')") },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Definition_ThatWouldCostWithoutEnd_IsRefused(string what, string spec)
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Post, Definitions, Definition(spec))).Code.ShouldBe(422, what);
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*b$")]
    [InlineData("(x+x+)+y")]
    [InlineData("^(([a-z]+)*)*$")]
    public async Task Pattern_ExponentialElsewhere_IsLinear(string pattern)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"default"}}""");
        (await server.SendAsync(HttpMethod.Post, Definitions, Definition($$"""{"type":"string","pattern":"{{pattern}}"}"""))).Code.ShouldBe(201);
        foreach (var text in new[] { new string('a', 50_000) + "!", new string('x', 200_000) })
            (await CreateAsync(server, $"\"{text}!\"")).ShouldBe(422);
    }

    [Fact]
    public async Task Column_ThatAsksForEverythingUnderEverything_IsBounded()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"default"}}""");
        (await server.SendAsync(HttpMethod.Post, Definitions, Definition("""{"type":"object","x-kubernetes-preserve-unknown-fields":true}""", ".spec" + Repeated("..a", 200)))).Code.ShouldBe(201);
        (await CreateAsync(server, Repeated("""{"a":""", 200) + "1" + Repeated("}", 200))).ShouldBe(201);
        var (code, table) = await server.GetAsAsync("/apis/x.io/v1/namespaces/default/bombs", "application/json;as=Table;v=v1;g=meta.k8s.io");
        code.ShouldBe(200);
        table.Root["rows"u8].Count.ShouldBe(1);
    }

    // The kind is served a moment after its definition was acknowledged.
    private static async Task<int> CreateAsync(ApiServer server, string spec)
    {
        while (true)
        {
            var (code, _) = await server.SendAsync(HttpMethod.Post, "/apis/x.io/v1/namespaces/default/bombs", $$"""{"apiVersion":"x.io/v1","kind":"Bomb","metadata":{"name":"a"},"spec":{{spec}} }""");
            if (code != 404) return code;
            await Task.Yield();
        }
    }
}
