using System.Net;
using System.Text.Json;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.Robustness.Tests;

/// <summary>A real file system of a few megabytes, full to the last block.</summary>
public sealed class FullDiskTests
{
    private const int Megabytes = 48;

    [Fact]
    public async Task Server_OnADiskThatIsFull_RefusesWritesReadsOnAndRecoversByItself()
    {
        await using var server = await KilledServer.CreateAsync();
        Directory.CreateDirectory(server.DataDirectory);
        (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", server.DataDirectory])).MustSucceed();
        try
        {
            await LiveAsync(server);
        }
        finally
        {
            await server.KillAsync();
            (await Command.RunAsync("umount", [server.DataDirectory])).MustSucceed();
        }
    }

    private static async Task LiveAsync(KilledServer server)
    {
        using var http = await server.StartAsync();
        var (made, _) = await CreateAsync(http, "first");
        made.ShouldBe(HttpStatusCode.Created);
        var filler = Path.Combine(server.DataDirectory, "filler");
        Fill(filler);

        // 1. Writes are refused in so many words, once what was begun before is full too.
        var names = new List<string>();
        HttpStatusCode code;
        JsonElement answer;
        while (true)
        {
            (code, answer) = await CreateAsync(http, $"more-{names.Count}");
            if (code != HttpStatusCode.Created)
                break;
            names.Add($"more-{names.Count}");
            names.Count.ShouldBeLessThan(Megabytes * 8);
        }

        code.ShouldBe(HttpStatusCode.InternalServerError);
        answer.GetProperty("kind").GetString().ShouldBe("Status");
        answer.GetProperty("message").GetString()!.ShouldContain("full");

        // 2. Reads and deletes go on.
        var (listed, list) = await http.SendAsync(HttpMethod.Get, ClusterHttp.ConfigMaps);
        listed.ShouldBe(HttpStatusCode.OK);
        list.GetProperty("items").EnumerateArray().Select(map => map.GetProperty("metadata").GetProperty("name").GetString()).ShouldContain("first");
        (await http.SendAsync(HttpMethod.Delete, $"{ClusterHttp.ConfigMaps}/first")).Code.ShouldBe(HttpStatusCode.OK);

        // 3. With room, all is as before.
        File.Delete(filler);
        (await CreateAsync(http, "last")).Code.ShouldBe(HttpStatusCode.Created);
        (await http.SendAsync(HttpMethod.Get, $"{ClusterHttp.ConfigMaps}/first")).Code.ShouldBe(HttpStatusCode.NotFound);
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Not one block is left.
        }
    }

    private static Task<(HttpStatusCode Code, JsonElement Body)> CreateAsync(ClusterHttp http, string name) => http.SendAsync(HttpMethod.Post, ClusterHttp.ConfigMaps,
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"fill":"{{{new string('x', 200_000)}}}"}}""");
}
