using System.Text;
using Timonier.Contracts.Store;

namespace Timonier.Api.Tests.Storage;

public sealed class UnreadableSecretTests
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string Missing = "no matching key was found for the encryption keys of this data folder";
    private const string Ignore = """{"kind":"DeleteOptions","apiVersion":"v1","ignoreStoreReadErrorWithClusterBreakingPotential":true}""";

    [Fact]
    public async Task Secret_ThatNoKeyOpens_IsAnErrorOfItsOwn()
    {
        await using var server = await WithLostAsync();
        (await MessageAsync(server, HttpMethod.Get, Secrets + "/lost", 500)).ShouldBe("Internal error occurred: " + Missing);
        (await MessageAsync(server, HttpMethod.Get, Secrets, 500)).ShouldBe($"Internal error occurred: unable to transform key \"/registry/core/secrets/default/lost\": {Missing}");
        (await MessageAsync(server, HttpMethod.Delete, Secrets + "/lost", 500)).ShouldBe("Internal error occurred: " + Missing);
        (await server.SendAsync(HttpMethod.Get, Secrets + "/kept")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Secret_ThatNoKeyOpens_GoesWhenTheErrorIsIgnored()
    {
        await using var server = await WithLostAsync();
        var (code, answer) = await server.SendAsync(HttpMethod.Delete, Secrets + "/lost", Ignore);
        code.ShouldBe(200);
        answer.Root["status"u8].AsString().ShouldBe("Success");
        (await server.SendAsync(HttpMethod.Get, Secrets + "/lost")).Code.ShouldBe(404);
        (await server.SendAsync(HttpMethod.Get, Secrets)).Body.Root["items"u8].Count.ShouldBe(1);
    }

    [Fact]
    public async Task Ignoring_TakesARightOfItsOwn()
    {
        await using var server = await WithLostAsync(withRoles: true);
        await server.GrantAsync("jo", "delete", "", "secrets");
        (await server.SendAsync(HttpMethod.Delete, Secrets + "/lost", Ignore, user: "jo")).Code.ShouldBe(403);
        await server.GrantAsync("jo", "unsafe-delete-ignore-read-errors", "", "secrets");
        (await server.SendAsync(HttpMethod.Delete, Secrets + "/lost", Ignore, user: "jo")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Ignoring_WhatCanBeRead_OrWithOtherOptions_IsRefused()
    {
        await using var server = await WithLostAsync();
        (await MessageAsync(server, HttpMethod.Delete, Secrets + "/kept", 422, Ignore)).ShouldContain("is exclusively used to delete corrupt object(s), try again by removing this option");
        (await MessageAsync(server, HttpMethod.Delete, Secrets, 422, Ignore)).ShouldContain("is not allowed with DELETECOLLECTION, try again after removing the option");
        (await MessageAsync(server, HttpMethod.Delete, Secrets + "/lost", 422, Ignore.Replace("\"ignore", "\"gracePeriodSeconds\":0,\"ignore", StringComparison.Ordinal)))
            .ShouldContain("ignoreStoreReadErrorWithClusterBreakingPotential: Invalid value: true: cannot be set together with .gracePeriodSeconds");
    }

    [Fact]
    public async Task PlainSecret_WrittenUnchanged_IsEncrypted()
    {
        await using var server = await ApiServer.StartAsync();
        await AddAsync(server, "old");
        const string Place = "/registry/core/secrets/default/old";
        var shown = (await server.SendAsync(HttpMethod.Get, Secrets + "/old")).Body;
        var closed = await server.Store.GetAsync(Place, cancellation: TestContext.Current.CancellationToken);
        var plain = await server.Store.UpdateAsync(Place, new StoreValue(shown.Utf8), closed!.Revision, TestContext.Current.CancellationToken);
        plain.IsDone.ShouldBeTrue();

        (await server.SendAsync(HttpMethod.Patch, Secrets + "/old", "{}", "application/merge-patch+json")).Code.ShouldBe(200);
        var now = await server.Store.GetAsync(Place, cancellation: TestContext.Current.CancellationToken);
        Encoding.UTF8.GetString(now!.Value.Span).ShouldStartWith("k8s:enc:timonier:v1:");
    }

    private static async Task<ApiServer> WithLostAsync(bool withRoles = false)
    {
        var server = await ApiServer.StartAsync(withRoles);
        await AddAsync(server, "kept");
        (await server.Store.CreateAsync("/registry/core/secrets/default/lost", new StoreValue("k8s:enc:timonier:v1:gone:xyz"u8.ToArray()), TestContext.Current.CancellationToken)).IsDone.ShouldBeTrue();
        return server;
    }

    private static async Task AddAsync(ApiServer server, string name) =>
        (await server.SendAsync(HttpMethod.Post, Secrets, $$$"""{"metadata":{"name":"{{{name}}}"},"stringData":{"a":"b"}}""")).Code.ShouldBe(201);

    private static async Task<string> MessageAsync(ApiServer server, HttpMethod method, string path, int code, string? body = null)
    {
        var (answered, answer) = await server.SendAsync(method, path, body);
        answered.ShouldBe(code);
        return answer.Root["message"u8].AsString();
    }
}
