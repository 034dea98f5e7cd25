using Timonier.Documents;

namespace Timonier.Api.Tests.Conformance;

/// <summary>What upstream's conformance tests ask of PriorityClasses.</summary>
public sealed class PriorityClassTests
{
    private const string Path = "/apis/scheduling.k8s.io/v1/priorityclasses";

    [Fact(DisplayName = "[sig-scheduling] SchedulerPreemption [Serial] PriorityClass endpoints verify PriorityClass endpoints can be operated with different HTTP methods")]
    public async Task Classes_AreListedPatchedAndReplaced_ButNeverInTheirValue()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var (name, value) in ((string, int)[])[("p1", 1), ("p2", 2)])
            await server.CreatesAsync(Path, $$"""{"description":"of old","metadata":{"labels":{"e2e":"endpoints"},"name":"{{name}}"},"value":{{value}} }""");
        (await server.NamesAsync(Path + "?labelSelector=e2e%3Dendpoints")).ShouldBe(["p1", "p2"]);
        foreach (var (name, value) in ((string, int)[])[("p1", 1), ("p2", 2)])
        {
            // 1 what may change
            (await server.PatchesAsync($"{Path}/{name}", """{"description":"patched"}""")).Root["description"u8].AsString().ShouldBe("patched");
            var body = DraftObject.Of(await server.GetsAsync($"{Path}/{name}"));
            body["description"] = "replaced";
            (await server.ReplacesAsync($"{Path}/{name}", body)).Root["description"u8].AsString().ShouldBe("replaced");
            // 2 what may not
            var (code, answer) = await server.SendAsync(HttpMethod.Patch, $"{Path}/{name}", """{"value":1000}""", Answers.Merge);
            code.ShouldBe(422);
            answer.Root["message"u8].AsString().ShouldContain("value: Forbidden");
            body = DraftObject.Of(await server.GetsAsync($"{Path}/{name}"));
            body["value"] = 1000;
            (await server.SendAsync(HttpMethod.Put, $"{Path}/{name}", body.ToString())).Code.ShouldBe(422);
            // 3 what stands
            var found = await server.GetsAsync($"{Path}/{name}");
            found.Root["value"u8].AsInt32().ShouldBe(value);
            found.Root["description"u8].AsString().ShouldBe("replaced");
        }
    }
}
