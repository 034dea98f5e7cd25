namespace Timonier.Api.Tests.Conformance;

public sealed class FieldValidationTests
{
    private const string Path = "/apis/apps/v1/namespaces/default/deployments";

    [Fact(DisplayName = "[sig-api-machinery] FieldValidation should detect unknown and duplicate fields of a typed object")]
    public async Task Strict_WithUnknownAndRepeatedFields_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, Path + "?fieldValidation=Strict", """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","labels":{"app":"nginx"}},
             "spec":{"unknown1":"val1","unknownDupe":"valDupe","unknownDupe":"valDupe2","paused":true,"paused":false,
             "selector":{"matchLabels":{"app":"nginx"}},"template":{"metadata":{"labels":{"app":"nginx"}},
             "spec":{"containers":[{"name":"nginx","image":"nginx:latest","unknownNested":"val1","imagePullPolicy":"Always","imagePullPolicy":"Never"}]}}}}
            """);
        code.ShouldBe(400);
        var message = status.Root["message"u8].AsString();
        message.ShouldStartWith("Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: ");
        foreach (var fault in (string[])["unknown field \"spec.unknown1\"", "unknown field \"spec.unknownDupe\"", "duplicate field \"spec.paused\"",
            "unknown field \"spec.template.spec.containers[0].unknownNested\"", "duplicate field \"spec.template.spec.containers[0].imagePullPolicy\""])
            message.ShouldContain(fault);
    }

    [Fact(DisplayName = "[sig-api-machinery] FieldValidation should detect unknown metadata fields of a typed object")]
    public async Task Strict_WithUnknownMetadata_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, Path + "?fieldValidation=Strict", """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","unknownMeta":"x","labels":{"app":"nginx"}},
             "spec":{"selector":{"matchLabels":{"app":"nginx"}},"template":{"metadata":{"labels":{"app":"nginx"},"unknownSubMeta":"y"},"spec":{"containers":[{"name":"nginx","image":"nginx:latest"}]}}}}
            """);
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldBe("Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: "
            + "unknown field \"metadata.unknownMeta\", unknown field \"spec.template.metadata.unknownSubMeta\"");
    }
}
