using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api.Authentication;

namespace Timonier.Api.Tests.Authentication;

public sealed class FrontProxyTests : IDisposable
{
    private readonly X509Certificate2 shown = Certificate("gate");
    private readonly DefaultHttpContext context = new();

    public FrontProxyTests()
    {
        context.Connection.ClientCertificate = shown;
        context.Request.Headers["X-Remote-User"] = "mara";
        context.Request.Headers["X-Remote-Group"] = new(["dev", "ops"]);
        context.Request.Headers["X-Remote-Uid"] = "u-7";
        context.Request.Headers["X-Remote-Extra-Example.com%2fscope"] = "read";
    }

    [Fact]
    public async Task Proxy_OfItsAuthority_SpeaksForTheUser()
    {
        var user = (await AskAsync(new FrontProxy(_ => true, ["gate"]))).User.ShouldNotBeNull();
        user.Name.ShouldBe("mara");
        user.Groups.ShouldBe(["dev", "ops", "system:authenticated"]);
        user.Uid.ShouldBe("u-7");
        user.Extra["example.com/scope"].ShouldBe(["read"]);
    }

    [Fact]
    public async Task Proxy_OfAnotherName_IsOnlyItself() => (await AskAsync(new FrontProxy(_ => true, ["door"]))).User!.Name.ShouldBe("gate");

    [Fact]
    public async Task Headers_FromAnyOtherClient_MeanNothing()
    {
        (await AskAsync(new FrontProxy(_ => false, []))).User!.Name.ShouldBe("gate");
        (await AskAsync(null)).User!.Name.ShouldBe("gate");
    }

    [Fact]
    public async Task Headers_WithoutACertificate_MeanNothing()
    {
        context.Connection.ClientCertificate = null;
        (await AskAsync(new FrontProxy(_ => true, []))).ShouldBe(AuthenticationResult.Anonymous);
    }

    public void Dispose() => shown.Dispose();

    private ValueTask<AuthenticationResult> AskAsync(FrontProxy? proxy) =>
        new RequestAuthenticator(_ => true, TimeProvider.System, new TokenReviewers(), _ => true, NullLogger<RequestAuthenticator>.Instance, proxy).AuthenticateAsync(context, TestContext.Current.CancellationToken);

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }
}
