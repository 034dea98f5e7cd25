using System.Text;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ServiceAccounts;
using Timonier.Documents;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

public sealed class TokenSecretLoopTests
{
    private const string Secret = "{'apiVersion':'v1','kind':'Secret','type':'kubernetes.io/service-account-token','metadata':{'name':'legacy','annotations':{'kubernetes.io/service-account.name':'default'}}}";

    [Fact]
    public async Task Secret_Asked_GetsTokenCertificateAndNamespace()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Tokens(cluster);
        await using var other = Tokens(cluster);
        await cluster.PutAsync(CoreResources.Secrets, Secret);
        var filled = await UntilFilledAsync(cluster);
        var account = await cluster.ReadAsync(CoreResources.ServiceAccounts, "default");
        Text(filled, "ca.crt").ShouldBe("PEM");
        Text(filled, "namespace").ShouldBe("default");
        filled.Metadata["annotations"u8]["kubernetes.io/service-account.uid"u8].AsString().ShouldBe(account.Uid);
        var claims = Document.Parse(Encoding.UTF8.GetBytes(Text(filled, "token"))).Root;
        claims["sub"u8].AsString().ShouldBe("system:serviceaccount:default:default");
        claims["kubernetes.io/serviceaccount/secret.name"u8].AsString().ShouldBe("legacy");
    }

    [Fact]
    public async Task Account_Deleted_TakesItsSecretsAndNoOthers()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Tokens(cluster);
        await cluster.PutAsync(CoreResources.Secrets, Secret);
        await cluster.PutAsync(CoreResources.Secrets, "{'metadata':{'name':'plain'}}");
        await UntilFilledAsync(cluster);
        await cluster.DeleteAsync(CoreResources.ServiceAccounts, "default");
        await cluster.UntilGoneAsync(CoreResources.Secrets, "legacy");
        await cluster.ReadAsync(CoreResources.Secrets, "plain");
    }

    [Fact]
    public async Task Account_DeletedWhileNobodyWatched_TakesItsSecretsLater()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var first = Tokens(cluster);
        await cluster.PutAsync(CoreResources.Secrets, Secret);
        await UntilFilledAsync(cluster);
        await first.DisposeAsync();
        await cluster.DeleteAsync(CoreResources.ServiceAccounts, "default");
        await cluster.PutAsync(CoreResources.ServiceAccounts, "{'metadata':{'name':'default'}}");
        await using var second = Tokens(cluster);
        await cluster.UntilGoneAsync(CoreResources.Secrets, "legacy");
    }

    [Fact]
    public async Task Token_TakenOut_IsMadeAgain_EvenAgainstConflicts()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var touched = 0;
        cluster.Before = async call =>
        {
            if (Interlocked.Increment(ref touched) <= 2) await cluster.PatchAsync(CoreResources.Secrets, "legacy", $"{{'metadata':{{'labels':{{'touched':'{touched}'}}}}}}");
            return null;
        };
        await using var loop = Tokens(cluster);
        await cluster.PutAsync(CoreResources.Secrets, Secret);
        await UntilFilledAsync(cluster);
        await cluster.PatchAsync(CoreResources.Secrets, "legacy", "{'data':{'token':null}}");
        await UntilFilledAsync(cluster);
    }

    private static Task<Document> UntilFilledAsync(LiveCluster cluster) =>
        cluster.UntilAsync(CoreResources.Secrets, "legacy", s => s.Root["data"u8]["token"u8].AsString().Length > 0);

    private static string Text(Document secret, string key) => Encoding.UTF8.GetString(Convert.FromBase64String(secret.Root["data"u8][key].AsString()));

    private static Loop<ObjectKey> Tokens(LiveCluster cluster) =>
        new(cluster, "tokens-controller", (client, events) => new TokenSecretController(client, events, "PEM", claims => Encoding.UTF8.GetString(claims.Span)));
}
