namespace Timonier.Api.Tests.Abuse;

/// <summary>Ways to a secret that a service account does not allow (CVE-2023-2728, CVE-2024-3177), and mirror pods that lead to one.</summary>
public sealed class SecretReferenceTests
{
    private const string Core = "/api/v1/namespaces/default/";

    private static async Task<ApiServer> WithLimitedAccountAsync()
    {
        var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Post, Core + "serviceaccounts", """
            {"metadata":{"name":"default","annotations":{"kubernetes.io/enforce-mountable-secrets":"true"}},"secrets":[{"name":"own"}],"imagePullSecrets":[{"name":"pull"}]}
            """)).Code.ShouldBe(201);
        return server;
    }

    private static string Pod(string container, string more = "") => $$$"""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"{{{container}}}}]{{{more}}}}}""";

    private static string InEnv(string secret) => $$$$""","env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"{{{{secret}}}}","key":"k"}}}]""";

    private static string AllEnv(string secret) => $$$""","envFrom":[{"secretRef":{"name":"{{{secret}}}"}}]""";

    public static TheoryData<string, string> Foreign => new()
    {
        { Pod(InEnv("foreign")), "container c with envVar E referencing secret.secretName=\"foreign\" is not allowed because service account default does not reference that secret" },
        { Pod(AllEnv("foreign")), "container c with envFrom referencing secret.secretName=\"foreign\" is not allowed" },
        { Pod("", $$$""","initContainers":[{"name":"c2","image":"i"{{{AllEnv("foreign")}}}}]"""), "init container c2 with envFrom referencing" },
        { Pod("", ""","volumes":[{"name":"v","secret":{"secretName":"foreign"}}]"""), "volume with secret.secretName=\"foreign\" is not allowed" },
        { Pod("", ""","imagePullSecrets":[{"name":"pull"},{"name":"foreign"}]"""), "imagePullSecrets[1].name=\"foreign\" is not allowed because service account default does not reference that imagePullSecret" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Pod_LeadingToASecretThatItsAccountDoesNotName_IsRefused(string pod, string why)
    {
        await using var server = await WithLimitedAccountAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, Core + "pods", pod);
        status.Root["message"u8].AsString().ShouldContain(why);
        code.ShouldBe(403);
    }

    [Fact]
    public async Task EphemeralContainer_DoesNotGoAroundTheLimit()
    {
        await using var server = await WithLimitedAccountAsync();
        (await server.SendAsync(HttpMethod.Post, Core + "pods", Pod(InEnv("own") + AllEnv("own")))).Code.ShouldBe(201);
        foreach (var way in new[] { InEnv("foreign"), AllEnv("foreign") })
        {
            var (code, status) = await server.SendAsync(HttpMethod.Patch, Core + "pods/p/ephemeralcontainers", $$$"""{"spec":{"ephemeralContainers":[{"name":"d","image":"i"{{{way}}}}]}}""", "application/strategic-merge-patch+json");
            status.Root["message"u8].AsString().ShouldContain("ephemeral container d with");
            code.ShouldBe(403);
        }
        (await server.SendAsync(HttpMethod.Patch, Core + "pods/p/ephemeralcontainers", $$$"""{"spec":{"ephemeralContainers":[{"name":"d","image":"i"{{{AllEnv("own")}}}}]}}""", "application/strategic-merge-patch+json")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task EphemeralContainers_CannotBeAddedByAPlainUpdate()
    {
        await using var server = await WithLimitedAccountAsync();
        (await server.SendAsync(HttpMethod.Post, Core + "pods", Pod(""))).Code.ShouldBe(201);
        await server.SendAsync(HttpMethod.Patch, Core + "pods/p", """{"spec":{"ephemeralContainers":[{"name":"d","image":"i"}]}}""", "application/merge-patch+json");
        (await server.SendAsync(HttpMethod.Get, Core + "pods/p")).Body.Spec["ephemeralContainers"u8].Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(""","serviceAccountName":"default" """, "a mirror pod may not reference service accounts")]
    [InlineData(""","volumes":[{"name":"v","secret":{"secretName":"s"}}]""", "a mirror pod may not reference secrets")]
    [InlineData(""","imagePullSecrets":[{"name":"s"}]""", "a mirror pod may not reference secrets")]
    public async Task MirrorPod_OfWhomever_LeadsToNoSecret(string more, string why)
    {
        await using var server = await WithLimitedAccountAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, Core + "pods", Pod("", more + ",\"nodeName\":\"n1\"").Replace("\"name\":\"p\"", "\"name\":\"p\",\"annotations\":{\"kubernetes.io/config.mirror\":\"x\"}", StringComparison.Ordinal));
        status.Root["message"u8].AsString().ShouldContain(why);
        code.ShouldBe(403);
    }
}
