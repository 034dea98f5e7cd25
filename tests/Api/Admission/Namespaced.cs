using Timonier.Documents;

namespace Timonier.Api.Tests.Admission;

/// <summary>Shorthand for tests that put objects into the namespace "default" and read what is said to it.</summary>
internal static class Namespaced
{
    public const string Core = "/api/v1/namespaces/default/";

    /// <summary>A server whose namespace has its service account, since pods need one.</summary>
    public static async Task<ApiServer> StartAsync(ApiConfig? config = null)
    {
        var server = await ApiServer.StartAsync(config: config);
        await server.AddAsync(Core + "serviceaccounts", "{'metadata':{'name':'default'}}");
        return server;
    }

    /// <summary>Creates an object from JSON with single quotes.</summary>
    public static async Task<Document> AddAsync(this ApiServer server, string path, string json)
    {
        var (code, body) = await server.PostAsync(path, json);
        code.ShouldBe(201, body.Root["message"u8].AsString());
        return body;
    }

    public static Task<(int Code, Document Body)> PostAsync(this ApiServer server, string path, string json) =>
        server.SendAsync(HttpMethod.Post, path, json.Replace('\'', '"'));

    public static Task<(int Code, Document Body)> MergeAsync(this ApiServer server, string path, string json) =>
        server.SendAsync(HttpMethod.Patch, path, json.Replace('\'', '"'), "application/merge-patch+json");

    public static async Task ShouldRefuseAsync(this ApiServer server, string path, string json, string message)
    {
        var (code, body) = await server.PostAsync(path, json);
        body.Root["message"u8].AsString().ShouldBe(message);
        code.ShouldBe(403);
    }

    /// <summary>A pod of one container, with what is added to that container and to the pod's spec.</summary>
    public static string Pod(string container = "", string spec = "", string name = "p") =>
        $"{{'metadata':{{'name':'{name}'}},'spec':{{'containers':[{{'name':'c','image':'i'{container}}}]{spec}}}}}";
}
