using Timonier.Host.Kubeconfigs;

namespace Timonier.Host.Tests;

public sealed class ClusterAccessTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("timonier-access-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Access_OfTheCurrentContext_TakesItsClusterUserAndNamespace()
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "token"), "secret\n", TestContext.Current.CancellationToken);
        var access = await ReadAsync("current-context: two");
        access.Server.ShouldBe(new Uri("https://two:6443"));
        access.Token.ShouldBe("secret");
        access.Namespace.ShouldBe("space");
        access.IsUnchecked.ShouldBeTrue();
    }

    [Fact]
    public async Task Access_OfAContextThatIsNotThere_SaysSo() =>
        (await Should.ThrowAsync<IOException>(() => ReadAsync("current-context: three"))).Message.ShouldContain("'three'");

    private async Task<ClusterAccess> ReadAsync(string current)
    {
        var path = Path.Combine(directory, "config");
        await File.WriteAllTextAsync(path, $$$"""
            {{{current}}}
            clusters: [{name: one, cluster: {server: "https://one:6443"}}, {name: two, cluster: {server: "https://two:6443", insecure-skip-tls-verify: true}}]
            contexts: [{name: one, context: {cluster: one, user: one}}, {name: two, context: {cluster: two, user: two, namespace: space}}]
            users: [{name: one, user: {token: t}}, {name: two, user: {tokenFile: token}}]
            """, TestContext.Current.CancellationToken);
        return ClusterAccess.Read(path);
    }
}
