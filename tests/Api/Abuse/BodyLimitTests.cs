using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace Timonier.Api.Tests.Abuse;

/// <summary>Bodies that are too long, say a wrong length, never end, or are something else when unpacked.</summary>
public sealed class BodyLimitTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Head = "POST " + ConfigMaps + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer admin\r\nContent-Type: application/json\r\n";

    [Theory]
    [InlineData("Content-Length: 3145729\r\n")]
    [InlineData("Content-Length: 9223372036854775807\r\n")]
    [InlineData("Content-Length: 99999999\r\nExpect: 100-continue\r\n")]
    public async Task Length_BeyondTheLimit_IsRefusedBeforeTheBody(string headers)
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendRawAsync(Head + headers + "\r\n")).Codes.ShouldBe([413]);
    }

    [Fact]
    public async Task Chunks_WithoutEnd_AreRefusedAtTheLimit()
    {
        await using var server = await ApiServer.StartAsync();
        var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string(' ', 65536) + "\r\n");
        var (codes, _) = await server.SendRawAsync([Encoding.ASCII.GetBytes(Head + "Transfer-Encoding: chunked\r\n\r\n"), .. Enumerable.Repeat(chunk, 50), "0\r\n\r\n"u8.ToArray()]);
        codes.ShouldBe([413]);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    public async Task PackedBody_IsNotUnpacked(string media)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) await gzip.WriteAsync(new byte[20_000_000], TestContext.Current.CancellationToken);
        await using var server = await ApiServer.StartAsync();
        using var body = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue(media), ContentEncoding = { "gzip" } } };
        using var answer = await server.AskAsync(HttpMethod.Post, ConfigMaps, body);
        ((int)answer.StatusCode).ShouldBe(400);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a"},"data":{"k":"\ud800x"}}""", "\ufffdx")]
    [InlineData("""{"metadata":{"name":"a"},"data":{"k":"a\u0000b"}}""", "a\0b")]
    [InlineData("""{"metadata":{"name":"a"},"data":{"k":"\u001b[31m"}}""", "\u001b[31m")]
    public async Task OddCharacters_InFreeText_AreKeptOrReplacedAsUpstreamDoes(string body, string kept)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, made) = await server.SendAsync(HttpMethod.Post, ConfigMaps, body);
        code.ShouldBe(201);
        made.Root["data"u8]["k"u8].AsString().ShouldBe(kept);
        // On the wire a control character is always an escape.
        made.Utf8.ToArray().ShouldNotContain((byte)0x1b);
        made.Utf8.ToArray().ShouldNotContain((byte)0);
    }

    [Theory]
    [InlineData("\\u001b[31mred")]
    [InlineData("a\\u0000")]
    [InlineData("a\\nb")]
    [InlineData("\\ud800")]
    [InlineData("\\u202ea")]
    public async Task ControlCharacters_InNames_AreRefusedWithoutBeingRepeated(string name)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, ConfigMaps, $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldNotContain('\u001b');
        status.Root["message"u8].AsString().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("2147483648")]
    [InlineData("9223372036854775808")]
    [InlineData("1.5")]
    [InlineData("1e-999999999")]
    public async Task Number_ThatDoesNotFit_IsRefused(string number)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, "/apis/scheduling.k8s.io/v1/priorityclasses", $$$"""{"metadata":{"name":"a"},"value":{{{number}}}}""");
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldContain($"json: cannot unmarshal number {number} into Go struct field PriorityClass.value of type int32");
    }

    [Theory]
    [InlineData(511)]
    [InlineData(513)]
    [InlineData(10_001)]
    [InlineData(400_000)]
    public async Task Depth_OfAnyMeasure_IsAnswered(int depth)
    {
        await using var server = await ApiServer.StartAsync();
        var objects = string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth);
        (await server.SendAsync(HttpMethod.Post, ConfigMaps, objects)).Code.ShouldBe(depth < 512 ? 422 : 400);
        (await server.SendAsync(HttpMethod.Post, ConfigMaps, new string('[', depth) + new string(']', depth))).Code.ShouldBe(400);
    }
}
