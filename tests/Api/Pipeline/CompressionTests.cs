using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace Timonier.Api.Tests.Pipeline;

public sealed class CompressionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private static string Map(string name, int size) => $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"k":"{{{new string('x', size)}}}"}}""";

    [Theory]
    [InlineData(ConfigMaps, "gzip, deflate", true)]
    [InlineData(ConfigMaps + "/large", "gzip", true)]
    [InlineData(ConfigMaps + "/small", "gzip", false)]
    [InlineData(ConfigMaps + "/large", "br", false)]
    [InlineData(ConfigMaps + "/large", "", false)]
    public async Task Answer_ThatIsLarge_LeavesPackedForWhoAsks(string path, string accepted, bool packed)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("large", 200_000));
        await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("small", 100));
        using var response = await server.AskAsync(HttpMethod.Get, path, null, "admin", ("Accept-Encoding", accepted));
        response.Content.Headers.ContentEncoding.ShouldBe(packed ? ["gzip"] : []);
        if (!packed) return;
        response.Headers.Vary.ShouldContain("Accept-Encoding");
        await using var text = new GZipStream(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(text);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("\"name\":\"large\"");
    }

    [Fact]
    public async Task PackedBody_OfARequest_IsReadAsItComes()
    {
        await using var server = await ApiServer.StartAsync();
        using var buffer = new MemoryStream();
        await using (var packer = new GZipStream(buffer, CompressionMode.Compress, leaveOpen: true)) await packer.WriteAsync(Encoding.UTF8.GetBytes(Map("a", 1)), TestContext.Current.CancellationToken);
        using var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await server.AskAsync(HttpMethod.Post, ConfigMaps, content);
        var (code, status) = await ApiServer.ReadAsync(response);
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldStartWith("the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character '\\x1f' looking for beginning of value (1f8b");
    }
}
