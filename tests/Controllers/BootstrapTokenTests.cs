using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.BootstrapTokens;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

/// <summary>Tokens by which machines join: what they sign, and when they go.</summary>
public sealed class BootstrapTokenTests
{
    private const string Content = "apiVersion: v1\nkind: Config\n";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Signer_SignsWithEachToken_SoThatItsHolderCanTell()
    {
        var plan = ClusterInfoPlan.Compute(Info(), [Token("abcdef"), Token("ghijkl", more: "'expiration':'" + Base64("2026-03-01T13:00:00Z") + "',")], Now);
        plan.LookAgainAfter.ShouldBe(TimeSpan.FromHours(1));
        var data = plan.Actions.ShouldHaveSingleItem().ShouldBeOfType<UpdateAction>().Body.Object("data");
        data.Names.ShouldBe(["kubeconfig", "jws-kubeconfig-abcdef", "jws-kubeconfig-ghijkl"]);

        var parts = data.String("jws-kubeconfig-abcdef").Split('.');
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])).ShouldBe("""{"alg":"HS256","kid":"abcdef"}""");
        parts[1].ShouldBeEmpty();
        var whole = $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Content))}";
        Base64Url.DecodeFromChars(parts[2]).ShouldBe(HMACSHA256.HashData("0123456789abcdef"u8, Encoding.ASCII.GetBytes(whole)));
    }

    [Fact]
    public void Signer_WithEverythingSigned_DoesNothing()
    {
        var signed = ClusterInfoPlan.Compute(Info(), [Token("abcdef")], Now).Actions.ShouldHaveSingleItem().ShouldBeOfType<UpdateAction>().Body.ToDocument();
        ClusterInfoPlan.Compute(signed, [Token("abcdef")], Now).Actions.ShouldBeEmpty();
    }

    [Fact]
    public void Signer_TakesAwayTheSignaturesOfTokensThatAreGone()
    {
        var plan = ClusterInfoPlan.Compute(Info("'jws-kubeconfig-zzzzzz':'old',"), [], Now);
        plan.Actions.ShouldHaveSingleItem().ShouldBeOfType<UpdateAction>().Body.Object("data").Names.ShouldBe(["kubeconfig"]);
    }

    [Theory]
    [InlineData("'usage-bootstrap-signing':'ZmFsc2U=',")]
    [InlineData("'token-id':'eHh4eHh4',")]
    [InlineData("'token-secret':'c2hvcnQ=',")]
    [InlineData("'expiration':'MjAyNi0wMy0wMVQxMjowMDowMFo=',")]
    [InlineData("'expiration':'c29vbg==',")]
    public void Signer_LeavesOutTokensThatDoNotSign(string more) => ClusterInfoPlan.Compute(Info(), [Token("abcdef", more)], Now).Actions.ShouldBeEmpty();

    [Fact]
    public void Signer_WithoutContent_DoesNothing() =>
        ClusterInfoPlan.Compute(Parse("{'metadata':{'name':'cluster-info','namespace':'kube-public'}}"), [Token("abcdef")], Now).ShouldBe(ControllerPlan.Nothing);

    [Fact]
    public void Cleaner_WaitsForTheEnd_AndThenDeletes()
    {
        var token = Token("abcdef", "'expiration':'" + Base64("2026-03-01T13:00:00Z") + "',");
        TokenCleaningPlan.Compute(token, Now).ShouldSatisfyAllConditions(p => p.Actions.ShouldBeEmpty(), p => p.LookAgainAfter.ShouldBe(TimeSpan.FromHours(1)));
        TokenCleaningPlan.Compute(token, Now.AddHours(1)).Actions.ShouldHaveSingleItem().ShouldBeOfType<DeleteAction>().Name.ShouldBe("bootstrap-token-abcdef");
        TokenCleaningPlan.Compute(Token("abcdef"), Now).ShouldBe(ControllerPlan.Nothing);
    }

    [Fact]
    public async Task Loops_OnACluster_SignAndClean()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var signer = new Loop<ObjectKey>(cluster, "bootstrap-signer", (c, e) => new BootstrapSigner(c, e, cluster.Time));
        await using var cleaner = new Loop<ObjectKey>(cluster, "token-cleaner", (c, e) => new TokenCleaner(c, e, cluster.Time));
        await cluster.PutAsync(CoreResources.ConfigMaps, Info().ToString(), ClusterInfoPlan.Namespace);
        var end = cluster.Time.GetUtcNow().AddMinutes(10).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await cluster.PutAsync(CoreResources.Secrets, Token("abcdef", $"'expiration':'{Base64(end)}',", uid: "").ToString(), "kube-system");
        await cluster.UntilAsync(CoreResources.ConfigMaps, ClusterInfoPlan.Name, info => info.Root["data"u8]["jws-kubeconfig-abcdef"u8].Exists, ClusterInfoPlan.Namespace);

        await cluster.AdvanceAsync(TimeSpan.FromMinutes(11));
        await cluster.UntilGoneAsync(CoreResources.Secrets, "bootstrap-token-abcdef", "kube-system");
        await cluster.UntilAsync(CoreResources.ConfigMaps, ClusterInfoPlan.Name, info => !info.Root["data"u8]["jws-kubeconfig-abcdef"u8].Exists, ClusterInfoPlan.Namespace);
    }

    private static Document Info(string more = "") => Parse($"{{'apiVersion':'v1','kind':'ConfigMap','metadata':{{'name':'cluster-info','namespace':'kube-public'}},'data':{{{more}'kubeconfig':'{Content.Replace("\n", "\\n")}'}}}}");

    private static Document Token(string id, string more = "", string uid = ",'uid':'u1'")
    {
        var data = new DraftObject();
        foreach (var (name, value) in (ValueTuple<string, string>[])[("token-id", id), ("token-secret", "0123456789abcdef"), ("usage-bootstrap-signing", "true")]) data[name] = Base64(value);
        foreach (var member in Parse($"{{{more.TrimEnd(',')}}}").Root.Members) data[member.Name] = member.Value.AsString();
        var body = DraftObject.Of(Parse($"{{'apiVersion':'v1','kind':'Secret','metadata':{{'name':'bootstrap-token-{id}','namespace':'kube-system'{uid}}},'type':'bootstrap.kubernetes.io/token'}}"));
        body["data"] = data;
        return body.ToDocument();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
