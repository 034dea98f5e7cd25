using System.Text;
using Timonier.Host.Configuration;

namespace Timonier.Host.Tests;

/// <summary>The kubeconfig file of --authentication-token-webhook-config-file.</summary>
public sealed class TokenWebhookConfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-host-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void File_NamesTargetAndCredentials()
    {
        File.WriteAllText(Path.Combine(folder, "token"), "secret\n");
        var config = Read($$$"""
            current-context: webhook
            contexts: [{name: webhook, context: {cluster: reviewer, user: us}}]
            clusters: [{name: reviewer, cluster: {server: https://reviewer.example/authenticate, certificate-authority-data: {{{Base64("PEM")}}} }}]
            users: [{name: us, user: {tokenFile: token, client-certificate-data: {{{Base64("C")}}}, client-key-data: {{{Base64("K")}}} }}]
            """)!;
        config.Target.Url.ShouldBe("https://reviewer.example/authenticate");
        config.Target.CaBundle.ShouldBe(Base64("PEM"));
        (config.Target.Credentials.Bearer, config.Target.Credentials.CertificatePem, config.Target.Credentials.KeyPem).ShouldBe(("secret", "C", "K"));
        config.CacheTtl.ShouldBe(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("{}", "it has no context named ''")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: b}}]", "it has no cluster named 'b'")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: b}}]\nclusters: [{name: b, cluster: {server: 'http://b'}}]", "the server 'http://b' is not an https URL")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: b}}]\nclusters: [{name: b, cluster: {server: 'https://b', insecure-skip-tls-verify: true}}]", "insecure-skip-tls-verify is not supported")]
    public void File_ThatSaysTooLittle_IsRefused(string yaml, string why) => Should.Throw<ConfigException>(() => Read(yaml)).Message.ShouldContain(why);

    [Fact]
    public void Setting_WithoutAFile_IsNoWebhook() => TokenWebhookConfig.Read(SettingValues.Read(null, [], [])).ShouldBeNull();

    private TokenWebhookConfig? Read(string yaml)
    {
        var file = Path.Combine(folder, "webhook.yaml");
        File.WriteAllText(file, yaml);
        return TokenWebhookConfig.Read(SettingValues.Read(null, [KeyValuePair.Create("TIMONIER_AUTHENTICATION_TOKEN_WEBHOOK_CONFIG_FILE", file)], []));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
