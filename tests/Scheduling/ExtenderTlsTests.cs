using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Scheduling.Configuration;
using Timonier.Scheduling.Extenders;

namespace Timonier.Scheduling.Tests;

/// <summary>Extenders that answer over TLS, under a certificate that they signed themselves.</summary>
public sealed class ExtenderTlsTests : IDisposable
{
    private readonly X509Certificate2 certificate = Make("extender.test");

    [Fact]
    public async Task Authority_ThatSignedIt_IsBelieved() =>
        (await AskAsync($"serverName: extender.test, caData: {Base64(certificate.ExportCertificatePem())}")).ShouldBe("welcome");

    [Fact]
    public async Task Authority_ThatDidNotSignIt_IsNoProof()
    {
        using var other = Make("extender.test");
        await Should.ThrowAsync<HttpRequestException>(() => AskAsync($"serverName: extender.test, caData: {Base64(other.ExportCertificatePem())}"));
    }

    [Fact]
    public async Task Certificate_OfAnotherName_IsNoProof() =>
        await Should.ThrowAsync<HttpRequestException>(() => AskAsync($"serverName: else.test, caData: {Base64(certificate.ExportCertificatePem())}"));

    [Fact]
    public async Task Insecure_BelievesEverybody() => (await AskAsync("insecure: true")).ShouldBe("welcome");

    [Fact]
    public async Task EnableHttps_WithoutAuthority_BelievesEverybody() => (await AskAsync("", enable: true)).ShouldBe("welcome");

    [Fact]
    public async Task WithoutAnything_OnlyAuthoritiesOfTheMachineCount() => await Should.ThrowAsync<HttpRequestException>(() => AskAsync(""));

    [Fact]
    public async Task OurCertificate_IsShown()
    {
        using var ours = Make("scheduler.test");
        var shown = $"insecure: true, certData: {Base64(ours.ExportCertificatePem())}, keyData: {Base64(ours.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}";
        (await AskAsync(shown, asksForOurs: true)).ShouldBe("welcome CN=scheduler.test");
    }

    public void Dispose() => certificate.Dispose();

    private async Task<string> AskAsync(string tls, bool enable = false, bool asksForOurs = false)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, asksForOurs, cancellation);
        var config = SchedulerConfigReader.Read(Encoding.UTF8.GetBytes($$"""
            apiVersion: kubescheduler.config.k8s.io/v1
            kind: KubeSchedulerConfiguration
            extenders: [{urlPrefix: "https://{{listener.LocalEndpoint}}", filterVerb: filter, enableHTTPS: {{(enable ? "true" : "false")}}, tlsConfig: { {{tls}} } }]
            """)).Extenders[0];
        using var http = ExtenderTransport.To(config);
        using var request = new HttpRequestMessage(HttpMethod.Get, config.UrlPrefix);
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            return await response.Content.ReadAsStringAsync(cancellation);
        }
        finally
        {
            await serving;
        }
    }

    private async Task ServeAsync(TcpListener listener, bool asksForOurs, CancellationToken cancellation)
    {
        using var client = await listener.AcceptTcpClientAsync(cancellation);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = asksForOurs,
                RemoteCertificateValidationCallback = (_, shown, _, _) => !asksForOurs || shown is not null,
            }, cancellation);
            if (await tls.ReadAsync(new byte[4096], cancellation) == 0) return;
            var text = asksForOurs ? $"welcome {tls.RemoteCertificate?.Subject}" : "welcome";
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {text.Length}\r\n\r\n{text}"), cancellation);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The other side did not believe us and went away.
        }
    }

    private static X509Certificate2 Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
}
