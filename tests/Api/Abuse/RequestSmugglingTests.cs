namespace Timonier.Api.Tests.Abuse;

/// <summary>Requests that two readers could cut in two ways: each is refused, and nothing behind it is read as another request.</summary>
public sealed class RequestSmugglingTests
{
    private const string Post = "POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\nContent-Type: application/json\r\n";
    private const string Get = "GET /version HTTP/1.1\r\nHost: x\r\n";
    private const string Behind = "GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("a length and chunks", Post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Behind)]
    [InlineData("an unknown encoding", Post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + Behind)]
    [InlineData("chunks that are not last", Post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + Behind)]
    [InlineData("two encodings", Post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + Behind)]
    [InlineData("two lengths", Post + "Content-Length: 0\r\nContent-Length: 5\r\n\r\nabcde" + Behind)]
    [InlineData("a negative length", Post + "Content-Length: -1\r\n\r\n" + Behind)]
    [InlineData("a length beyond 64 bits", Post + "Content-Length: 99999999999999999999\r\n\r\n" + Behind)]
    [InlineData("a folded header", Get + "X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n" + Behind)]
    [InlineData("a blank before the colon", Get + "Transfer-Encoding : chunked\r\n\r\n" + Behind)]
    [InlineData("a lone carriage return", Get + "X: a\rTransfer-Encoding: chunked\r\n\r\n" + Behind)]
    [InlineData("NUL in a header", Get + "X: a\0b\r\n\r\n" + Behind)]
    [InlineData("two hosts", Get + "Host: y\r\n\r\n" + Behind)]
    [InlineData("no host", "GET /version HTTP/1.1\r\n\r\n" + Behind)]
    [InlineData("a host that differs from the address", "GET http://evil/version HTTP/1.1\r\nHost: x\r\n\r\n" + Behind)]
    [InlineData("a tunnel", "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n" + Behind)]
    [InlineData("a line feed in a chunk's extension", Post + "Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n4c\r\nAAA\r\n0\r\n\r\n" + Behind)]
    [InlineData("a chunk of negative size", Post + "Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n" + Behind)]
    [InlineData("a chunk beyond 64 bits", Post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff1\r\nx\r\n0\r\n\r\n" + Behind)]
    public async Task Form_WithTwoReadings_EndsTheConnection(string what, string request)
    {
        await using var server = await ApiServer.StartAsync();
        var (codes, text) = await server.SendRawAsync(request);
        codes.ShouldBe([400], what);
        text.ShouldNotContain("gitVersion");
    }

    [Theory]
    [InlineData("X: ", 70_000, "\r\n\r\n", 431)]
    [InlineData("", 100_000, "\r\n\r\n", 400)]
    public async Task Headers_WithoutEnd_AreCutOff(string start, int length, string end, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        var (codes, _) = await server.SendRawAsync(Get + start + new string('a', length) + end);
        codes.Count.ShouldBeLessThanOrEqualTo(1);
        if (codes is [var code]) code.ShouldBeOneOf(expected, 431);
    }

    [Fact]
    public async Task MethodInAHeader_ChangesNothing()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a"}}""");
        foreach (var header in (string[])["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
        {
            using var answer = await server.AskAsync(HttpMethod.Get, "/api/v1/namespaces/default/configmaps/a?_method=DELETE", null, "admin", (header, "DELETE"));
            ((int)answer.StatusCode).ShouldBe(200);
        }
        (await server.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/configmaps/a")).Code.ShouldBe(200);
    }
}
