namespace Timonier.Api.Tests.Abuse;

/// <summary>YAML that is small as text and large or deep as an object.</summary>
public sealed class YamlBombTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    public static TheoryData<string, string, string> Bombs => new()
    {
        { "a list of lists of lists", Laughs(), "excessive aliasing" },
        { "one long text in many places", $"a: &a \"{new string('x', 50_000)}\"\nb: [{string.Join(',', Enumerable.Repeat("*a", 2000))}]", "excessive aliasing" },
        { "one long key in many places", $"a: &a {{{new string('x', 1000)}: y}}\nb: [{string.Join(',', Enumerable.Repeat("*a", 2000))}]", "excessive aliasing" },
        { "an alias within itself", "a: &a [*a]", "unknown anchor 'a' referenced" },
        { "brackets", new string('[', 400_000), "exceeded max depth" },
        { "braces", new string('{', 400_000), "exceeded max depth" },
        { "dashes", string.Concat(Enumerable.Repeat("- ", 400_000)), "exceeded max depth" },
        { "question marks", string.Concat(Enumerable.Repeat("? ", 400_000)), "exceeded max depth" },
    };

    private static string Laughs() => "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Bomb_IsRefused(string what, string yaml, string why)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, ConfigMaps, yaml, "application/yaml");
        code.ShouldBe(400, what);
        status.Root["message"u8].AsString().ShouldContain(why);
    }

    [Fact]
    public async Task Anchors_ByTheHundredThousand_AreReadInOnePass()
    {
        await using var server = await ApiServer.StartAsync();
        var yaml = "metadata: {name: a}\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i}: &a{i} x\n"));
        (await server.SendAsync(HttpMethod.Post, ConfigMaps, yaml, "application/yaml")).Code.ShouldBe(201);
    }

    [Fact]
    public async Task HonestAliases_AreCopied()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, body) = await server.SendAsync(HttpMethod.Post, ConfigMaps, "metadata:\n  name: a\n  labels: &l {k: v}\ndata:\n  <<: *l\n  a: &t text\n  b: *t", "application/yaml");
        code.ShouldBe(201);
        (body.Root["data"u8]["k"u8].AsString(), body.Root["data"u8]["b"u8].AsString()).ShouldBe(("v", "text"));
    }
}
