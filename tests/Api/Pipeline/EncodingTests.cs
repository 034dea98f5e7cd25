using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Timonier.Documents;
using Timonier.Kinds;
using Timonier.Kinds.Protobuf;

namespace Timonier.Api.Tests.Pipeline;

public sealed class EncodingTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    private static async Task<ApiServer> WithOneAsync()
    {
        var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a","labels":{"l":"1"}},"data":{"k":"v"}}""");
        return server;
    }

    private static DraftObject Read(byte[] body) => ProtobufReader.Read(body, (version, kind) => KindCatalogue.BuiltIn.FindKind(version, kind)?.Schema);

    private static async Task<(string Type, byte[] Body)> GetAsync(ApiServer server, string path, string accept)
    {
        using var response = await server.AskAsync(HttpMethod.Get, path, null, "admin", ("Accept", accept));
        return (response.Content.Headers.ContentType!.ToString(), await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Protobuf, Protobuf)]
    [InlineData(Protobuf + ",application/json", Protobuf)]
    [InlineData("application/json;q=0.5," + Protobuf + ";q=0.4", "application/json")]
    [InlineData("application/json;q=0.3,application/yaml;q=0.4", "application/yaml")]
    [InlineData("*/*," + Protobuf, Protobuf)]
    [InlineData("application/*;q=0.8,text/html", "application/json")]
    public async Task Object_LeavesInTheWeightiestEncoding(string accept, string expected)
    {
        await using var server = await WithOneAsync();
        (await GetAsync(server, ConfigMaps + "/a", accept)).Type.ShouldBe(expected);
    }

    [Fact]
    public async Task Object_AsProtobuf_IsWhatJsonSays()
    {
        await using var server = await WithOneAsync();
        var map = Read((await GetAsync(server, ConfigMaps + "/a", Protobuf)).Body);
        map.String("kind").ShouldBe("ConfigMap");
        map.Object("metadata").String("name").ShouldBe("a");
        map.Object("data").String("k").ShouldBe("v");
    }

    [Fact]
    public async Task List_AsProtobuf_HoldsItsItems()
    {
        await using var server = await WithOneAsync();
        var (_, body) = await GetAsync(server, ConfigMaps, Protobuf);
        body[..4].ShouldBe("k8s\0"u8.ToArray());
        Encoding.UTF8.GetString(body).ShouldContain("ConfigMapList");
        var (_, json) = await server.SendAsync(HttpMethod.Get, ConfigMaps);
        var whole = new System.Buffers.ArrayBufferWriter<byte>();
        ProtobufWriter.Write(KindCatalogue.BuiltIn.FindKind("v1", "ConfigMap")!, json, whole);
        body.ShouldBe(whole.WrittenSpan.ToArray());
    }

    [Fact]
    public async Task Refusal_AskedAsProtobuf_IsAStatusInProtobuf()
    {
        await using var server = await WithOneAsync();
        var status = Read((await GetAsync(server, ConfigMaps + "/none", Protobuf)).Body);
        status.String("kind").ShouldBe("Status");
        status.String("message").ShouldBe("configmaps \"none\" not found");
        status["code"]!.ToString().ShouldBe("404");
        status.Object("details").String("name").ShouldBe("none");
    }

    [Theory]
    [InlineData(ConfigMaps, Protobuf + ";as=Table;g=meta.k8s.io;v=v1", "object *v1.Table does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message")]
    [InlineData(ConfigMaps + "?watch=1", "application/yaml", "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch")]
    public async Task Encoding_ThatTheFormDoesNotHave_IsRefusedInThatEncoding(string path, string accept, string message)
    {
        await using var server = await WithOneAsync();
        using var response = await server.AskAsync(HttpMethod.Get, path, null, "admin", ("Accept", accept));
        ((int)response.StatusCode).ShouldBe(406);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(accept.Split(';')[0]);
        // YAML folds long lines.
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)).ShouldContain(message);
    }

    [Theory]
    [InlineData(ConfigMaps + "/a", "PartialObjectMetadata")]
    [InlineData(ConfigMaps, "PartialObjectMetadataList")]
    public async Task Metadata_AskedAlone_LeavesAsProtobufToo(string path, string kind)
    {
        await using var server = await WithOneAsync();
        var body = Read((await GetAsync(server, path, $"{Protobuf};as={kind};g=meta.k8s.io;v=v1")).Body);
        body.String("kind").ShouldBe(kind);
        body.String("apiVersion").ShouldBe("meta.k8s.io/v1");
        (kind == "PartialObjectMetadata" ? body : (DraftObject)body.Array("items")[0]).Object("metadata").Object("labels").String("l").ShouldBe("1");
    }

    [Fact]
    public async Task Watch_AsProtobuf_FramesEveryEventByItsLength()
    {
        await using var server = await WithOneAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, ConfigMaps + "?watch=true&timeoutSeconds=1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "admin");
        request.Headers.TryAddWithoutValidation("Accept", Protobuf);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        response.Content.Headers.NonValidated["Content-Type"].ToString().ShouldBe(Protobuf + ";stream=watch");
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(body);
        length.ShouldBe(body.Length - 4);
        body[4..11].ShouldBe([0x0a, 5, .. "ADDED"u8]);
        Encoding.UTF8.GetString(body).ShouldContain("ConfigMap");
    }

    [Fact]
    public async Task Discovery_AskedAsProtobuf_IsGivenSo()
    {
        await using var server = await ApiServer.StartAsync();
        var (type, body) = await GetAsync(server, "/apis/apps/v1", Protobuf);
        type.ShouldBe(Protobuf);
        Read(body).String("groupVersion").ShouldBe("apps/v1");
    }

    [Theory]
    [InlineData("?pretty=true", "kubectl", true)]
    [InlineData("", "curl/8.1", true)]
    [InlineData("?pretty=false", "curl/8.1", false)]
    [InlineData("", "kubectl", false)]
    public async Task Json_ForPeople_IsLaidOut(string query, string agent, bool pretty)
    {
        await using var server = await WithOneAsync();
        using var response = await server.AskAsync(HttpMethod.Get, ConfigMaps + "/a" + query, null, "admin", ("User-Agent", agent));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.Contains("\n  \"data\": {\n    \"k\": \"v\"\n  }", StringComparison.Ordinal).ShouldBe(pretty);
        Document.Parse(text).Name.ShouldBe("a");
    }

    [Fact]
    public async Task Yaml_OfAnObject_ReadsBackAsTheSame()
    {
        await using var server = await WithOneAsync();
        var (type, body) = await GetAsync(server, ConfigMaps + "/a", "application/yaml");
        type.ShouldBe("application/yaml");
        var (_, json) = await server.SendAsync(HttpMethod.Get, ConfigMaps + "/a");
        Draft.DeepEquals(Yaml.ParseObject(body), DraftObject.Of(json)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("POST", "text/plain", "application/json, application/yaml, application/vnd.kubernetes.protobuf")]
    [InlineData("PATCH", "application/json", "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json")]
    public async Task Body_OfAnotherMediaType_IsRefused_NamingThoseThatAre(string method, string media, string accepted)
    {
        await using var server = await WithOneAsync();
        var (code, status) = await server.SendAsync(new HttpMethod(method), method == "POST" ? ConfigMaps : ConfigMaps + "/a", "{}", media);
        code.ShouldBe(415);
        status.Root["message"u8].AsString().ShouldStartWith("the body of the request was in an unknown format - accepted media types include: " + accepted);
    }

    [Fact]
    public async Task Body_InBrokenChunks_IsABadRequest()
    {
        await using var server = await WithOneAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {ConfigMaps} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("HTTP/1.1 400 Bad Request");
    }
}
