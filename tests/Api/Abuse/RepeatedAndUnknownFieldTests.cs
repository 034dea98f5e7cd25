using System.Text;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Tests.Abuse;

/// <summary>Bodies full of members that nobody knows, or that are said again and again: told in bounded words, at a bounded price.</summary>
public sealed class RepeatedAndUnknownFieldTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private static string Many(int count, Func<int, string> member) => string.Join(',', Enumerable.Range(0, count).Select(member));

    [Fact]
    public async Task UnknownField_InAnyScript_IsAWarningAndNoFailure()
    {
        await using var server = await ApiServer.StartAsync();
        using var body = new StringContent("""{"metadata":{"name":"a"},"é\r\nX-Evil: y":1}""", Encoding.UTF8, "application/json");
        using var response = await server.AskAsync(HttpMethod.Post, ConfigMaps, body);
        ((int)response.StatusCode).ShouldBe(201);
        response.Headers.Contains("X-Evil").ShouldBeFalse();
        response.Headers.NonValidated["Warning"].ToString().ShouldContain("\\r\\nX-Evil: y");
    }

    [Fact]
    public async Task UnknownFields_ByTheHundredThousand_LeaveInOnePassAndFewWords()
    {
        await using var server = await ApiServer.StartAsync();
        using var body = new StringContent($$"""{"metadata":{"name":"a"},{{Many(150_000, i => $"\"f{i}\":1")}}}""", Encoding.UTF8, "application/json");
        using var response = await server.AskAsync(HttpMethod.Post, ConfigMaps, body);
        ((int)response.StatusCode).ShouldBe(201);
        response.Headers.NonValidated["Warning"].Sum(w => w.Length).ShouldBeLessThan(8192);
    }

    [Fact]
    public async Task UnknownFields_RefusedStrictly_AreNamedUpToAHundred()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldValidation=Strict", $$"""{"metadata":{"name":"a"},{{Many(1000, i => $"\"f{i}\":1")}}}""");
        code.ShouldBe(400);
        status.Root["message"u8].AsString().Split("unknown field").Length.ShouldBe(1 + DecodingOutcome.MostTold);
    }

    [Fact]
    public void RepeatedFields_UnderOneLongName_AreFoundWithoutWritingThatNameForEach()
    {
        // 1 MB for the name, once; to write out the way to every member would take a hundred gigabytes.
        var text = $$$"""{"{{{new string('k', 1_000_000)}}}":{{{{Many(100_000, i => $"\"{i}\":0")}}},"0":1}}""";
        var before = GC.GetAllocatedBytesForCurrentThread();
        DuplicateFields.Find(Encoding.UTF8.GetBytes(text)).ShouldHaveSingleItem().ShouldEndWith("k.0");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200_000_000);
    }

    [Fact]
    public void RepeatedFields_ByTheThousand_AreNamedUpToAHundred() =>
        DuplicateFields.Find(Encoding.UTF8.GetBytes($$"""{{{Many(10_000, i => $"\"{i}\":0,\"{i}\":1")}}}""")).Count.ShouldBe(DecodingOutcome.MostTold);

    [Fact]
    public void Members_TakenOutOneByOne_AreFoundUntilTheEnd()
    {
        var map = DraftObject.Of(Document.Parse(Encoding.UTF8.GetBytes($$"""{{{Many(5000, i => $"\"{i}\":{i}")}}}""")));
        for (var i = 0; i < 5000; i += 2) map.Remove(i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ShouldBeTrue();
        for (var i = 0; i < 5000; i++) map.Has(i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(i % 2 == 1);
        map["1"] = "one";
        map["new"] = "last";
        map.Count.ShouldBe(2501);
        (map.String("1"), map.String("new"), map.Names.First()).ShouldBe(("one", "last", "1"));
    }
}
