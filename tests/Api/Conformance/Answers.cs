using Timonier.Documents;

namespace Timonier.Api.Tests.Conformance;

/// <summary>Requests that must succeed, for tests that are about what they answer.</summary>
internal static class Answers
{
    public const string Merge = "application/merge-patch+json";

    public static Task<Document> GetsAsync(this ApiServer server, string path) => server.DoesAsync(HttpMethod.Get, path);

    public static Task<Document> CreatesAsync(this ApiServer server, string path, string body) => server.DoesAsync(HttpMethod.Post, path, body, expected: 201);

    public static Task<Document> PatchesAsync(this ApiServer server, string path, string patch) => server.DoesAsync(HttpMethod.Patch, path, patch, Merge);

    public static Task<Document> ReplacesAsync(this ApiServer server, string path, DraftObject body) => server.DoesAsync(HttpMethod.Put, path, body.ToString());

    public static Task<Document> DeletesAsync(this ApiServer server, string path) => server.DoesAsync(HttpMethod.Delete, path);

    public static async Task<IReadOnlyList<string>> NamesAsync(this ApiServer server, string path) => NamesIn(await server.GetsAsync(path));

    public static IReadOnlyList<string> NamesIn(Document list)
    {
        var names = new List<string>();
        foreach (var item in list.Root["items"u8].Items) names.Add(item["metadata"u8]["name"u8].AsString());
        return names;
    }

    /// <summary>The types of a watch's first events, in order.</summary>
    public static async Task<IReadOnlyList<string>> TypesAsync(this ApiServer server, string path, int count) =>
        [.. (await server.WatchLinesAsync(path, count)).Select(line => line.Root["type"u8].AsString())];

    private static async Task<Document> DoesAsync(this ApiServer server, HttpMethod method, string path, string? body = null, string media = "application/json", int expected = 200)
    {
        var (code, answer) = await server.SendAsync(method, path, body, media);
        code.ShouldBe(expected, answer.ToString());
        return answer;
    }
}
