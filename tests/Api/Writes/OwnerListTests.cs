using Timonier.Documents;

namespace Timonier.Api.Tests.Writes;

/// <summary>What clients may write into metadata.managedFields themselves.</summary>
public sealed class OwnerListTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Good = """{"manager":"heir","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:k":{}}}}""";

    [Theory]
    [InlineData("\"Update\"", "\"Merge\"")]
    [InlineData("\"v1\"", "\"\"")]
    [InlineData("FieldsV1", "FieldsV2")]
    [InlineData("f:data", "data")]
    [InlineData("\"fieldsType\":\"FieldsV1\",", "")]
    public async Task List_ThatCannotBeRead_LeavesTheOldOne(string good, string bad)
    {
        var (code, body) = await PutAsync(Good.Replace(good, bad, StringComparison.Ordinal));
        code.ShouldBe(200, body.ToString());
        ManagedFieldsTests.Owners(body).ShouldBe(["maker"]);
    }

    [Fact]
    public async Task List_ThatCanBeRead_TakesThePlaceOfTheOldOne()
    {
        var (_, body) = await PutAsync(Good);
        ManagedFieldsTests.Owners(body).ShouldBe(["heir"]);
    }

    [Fact]
    public async Task Owner_InAVersionThatIsNotServed_IsDropped()
    {
        var (_, body) = await PutAsync($"{Good},{Good.Replace("\"v1\"", "\"example.com/v9\"", StringComparison.Ordinal)}");
        ManagedFieldsTests.Owners(body).ShouldBe(["heir"]);
        body.Metadata["managedFields"u8][0]["apiVersion"u8].AsString().ShouldBe("v1");
    }

    [Fact]
    public async Task Names_ThatAreTooLongOrUnprintable_AreRefused()
    {
        var (code, body) = await PutAsync(Good.Replace("heir", new string('x', 129), StringComparison.Ordinal));
        code.ShouldBe(422);
        body.Root["message"u8].AsString().ShouldBe("ConfigMap \"a\" is invalid: metadata.managedFields[0].manager: Too long: may not be more than 128 bytes");
        (_, body) = await PutAsync(Good.Replace("heir", "h\\u0007", StringComparison.Ordinal));
        body.Root["message"u8].AsString().ShouldBe("ConfigMap \"a\" is invalid: metadata.managedFields[0].manager: Invalid value: \"h\\a\": invalid character U+0007 (at position 1)");
        (_, body) = await PutAsync(Good.Replace("\"manager\"", $"\"subresource\":\"{new string('x', 257)}\",\"manager\"", StringComparison.Ordinal));
        body.Root["message"u8].AsString().ShouldBe("ConfigMap \"a\" is invalid: metadata.managedFields[0].subresource: Too long: may not be more than 256 bytes");
    }

    private static async Task<(int Code, Document Body)> PutAsync(string entries)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldManager=maker", """{"metadata":{"name":"a"},"data":{"k":"1"}}""");
        return await server.SendAsync(HttpMethod.Put, ConfigMaps + "/a?fieldManager=other", $$"""{"metadata":{"name":"a","managedFields":[{{entries}}]},"data":{"k":"1"} }""");
    }
}
