using Timonier.Documents;

namespace Timonier.Api.Tests.Tables;

public sealed class TableTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private static async Task<ApiServer> WithTwoAsync()
    {
        var server = await ApiServer.StartAsync();
        foreach (var name in (string[])["a", "b"])
            (await server.SendAsync(HttpMethod.Post, ConfigMaps, $$$"""{"metadata":{"name":"{{{name}}}","labels":{"n":"{{{name}}}"}},"data":{"k":"1"}}""")).Code.ShouldBe(201);
        return server;
    }

    [Fact]
    public async Task List_AskedAsTable_GivesColumnsAndRowsWithMetadata()
    {
        await using var server = await WithTwoAsync();
        var (code, table) = await server.GetAsAsync(ConfigMaps, Table);
        code.ShouldBe(200);
        table.Kind.ShouldBe("Table");
        table.ApiVersion.ShouldBe("meta.k8s.io/v1");
        table.ResourceVersion.ShouldNotBeEmpty();
        table.Root["columnDefinitions"u8][1]["name"u8].AsString().ShouldBe("Data");
        var row = table.Root["rows"u8][0];
        row["cells"u8][0].AsString().ShouldBe("a");
        row["cells"u8][1].AsInt64().ShouldBe(1);
        row["object"u8]["kind"u8].AsString().ShouldBe("PartialObjectMetadata");
        row["object"u8]["metadata"u8]["labels"u8]["n"u8].AsString().ShouldBe("a");
        row["object"u8]["data"u8].Exists.ShouldBeFalse();
    }

    [Theory]
    [InlineData("None", "")]
    [InlineData("Object", "ConfigMap")]
    public async Task Row_CarriesTheObject_AsAsked(string included, string kind)
    {
        await using var server = await WithTwoAsync();
        var (_, table) = await server.GetAsAsync($"{ConfigMaps}/a?includeObject={included}", Table);
        table.Root["rows"u8].Count.ShouldBe(1);
        table.Root["rows"u8][0]["object"u8]["kind"u8].AsString().ShouldBe(kind);
    }

    [Theory]
    [InlineData(ConfigMaps, "PartialObjectMetadataList", "PartialObjectMetadataList")]
    [InlineData(ConfigMaps + "/a", "PartialObjectMetadata", "PartialObjectMetadata")]
    public async Task Metadata_AskedAlone_ComesWithoutData(string path, string asked, string kind)
    {
        await using var server = await WithTwoAsync();
        var (code, body) = await server.GetAsAsync(path, $"text/html;as={asked};g=meta.k8s.io;v=v1,application/json;as={asked};g=meta.k8s.io;v=v1");
        code.ShouldBe(200);
        body.Kind.ShouldBe(kind);
        body.ToString().ShouldNotContain("\"data\"");
    }

    [Theory]
    [InlineData(ConfigMaps, "text/html", 406, "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf")]
    [InlineData(ConfigMaps + "?watch=1", "application/cbor", 406, "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch")]
    [InlineData(ConfigMaps, "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", 406, "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)")]
    [InlineData(ConfigMaps + "?includeObject=x", Table, 400, "Unable to convert to Table as requested: includeObject: Invalid value: \"x\": must be 'Metadata', 'Object', 'None', or empty")]
    public async Task Form_ThatCannotBeGiven_IsRefused(string path, string accept, int code, string message)
    {
        await using var server = await WithTwoAsync();
        var (answered, status) = await server.GetAsAsync(path, accept);
        status.Root["message"u8].AsString().ShouldBe(message);
        answered.ShouldBe(code);
    }

    [Fact]
    public async Task Accept_WithWeights_TakesTheHeaviestThatCanBeGiven()
    {
        await using var server = await WithTwoAsync();
        var (_, body) = await server.GetAsAsync(ConfigMaps + "/a", "application/json;as=Table;v=v1;g=meta.k8s.io;q=0.5, application/cbor, application/json;q=0.9");
        body.Kind.ShouldBe("ConfigMap");
    }

    [Fact]
    public async Task Refusal_AskedAsTable_StaysAStatus()
    {
        await using var server = await WithTwoAsync();
        var (code, body) = await server.GetAsAsync(ConfigMaps + "/none", Table);
        code.ShouldBe(404);
        body.Kind.ShouldBe("Status");
    }

    [Fact]
    public async Task Watch_AskedAsTable_NamesColumnsOnce()
    {
        await using var server = await WithTwoAsync();
        var lines = await server.WatchLinesAsync(ConfigMaps + "?watch=1", 2, Table);
        lines[0].Root["object"u8]["columnDefinitions"u8].Count.ShouldBeGreaterThan(1);
        lines[1].Root["object"u8]["columnDefinitions"u8].Kind.ShouldBe(NodeKind.Null);
        lines.Select(l => l.Root["object"u8]["rows"u8][0]["cells"u8][0].AsString()).ShouldBe(["a", "b"]);
    }
}
