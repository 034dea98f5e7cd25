using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api.Authentication;

namespace Timonier.Api.Tests.Authentication;

public sealed class CertificateUserTests
{
    [Fact]
    public void User_OfACertificate_IsItsSubjectAndItsFingerprint()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=ann, O=dev, O=ops", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var user = RequestAuthenticator.UserOf(certificate)!;
        user.Name.ShouldBe("ann");
        user.Groups.ShouldBe(["dev", "ops", "system:authenticated"], ignoreOrder: true);
        user.Extra["authentication.kubernetes.io/credential-id"].ShouldBe([$"X509SHA256={Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))}"]);
    }

    [Fact]
    public async Task Connection_ThatOutlivesItsCertificate_IsNobodys()
    {
        var time = new SettableTime { Now = DateTimeOffset.UnixEpoch.AddDays(300) };
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=ann", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var who = new RequestAuthenticator(_ => true, time, new TokenReviewers(), _ => true, NullLogger<RequestAuthenticator>.Instance);
        var context = new DefaultHttpContext();
        context.Connection.ClientCertificate = certificate;
        (await who.AuthenticateAsync(context, TestContext.Current.CancellationToken)).User!.Name.ShouldBe("ann");
        time.Now += TimeSpan.FromDays(66);
        (await who.AuthenticateAsync(context, TestContext.Current.CancellationToken)).ShouldBe(AuthenticationResult.Invalid);
    }
}
