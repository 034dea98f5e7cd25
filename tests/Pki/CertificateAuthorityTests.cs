using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Pki.Tests;

public sealed class CertificateAuthorityTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("timonier-pki-").FullName;
    private readonly SettableTime time = new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void LoadOrCreate_SecondTime_GivesTheSameAuthority()
    {
        var first = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        CertificateAuthority.LoadOrCreate(directory, "ca", time).CertificatePem.ShouldBe(first.CertificatePem);
    }

    [Fact]
    public void LoadOrCreate_Key_IsReadableByItsOwnerOnly()
    {
        CertificateAuthority.LoadOrCreate(directory, "ca", time);
        File.GetUnixFileMode(Path.Combine(directory, "ca.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void IssueServer_NamesAndAddresses_AreInTheCertificate()
    {
        var ca = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        using var issued = ca.IssueServer(new("server") { DnsNames = ["kubernetes"], Addresses = [IPAddress.Loopback] }).ToX509();
        issued.MatchesHostname("kubernetes").ShouldBeTrue();
        issued.MatchesHostname("127.0.0.1").ShouldBeTrue();
        issued.MatchesHostname("elsewhere").ShouldBeFalse();
        CertificateTrust.IsSignedBy(issued, ca.Certificate, time).ShouldBeTrue();
    }

    [Fact]
    public void IsSignedBy_OtherAuthority_IsFalse()
    {
        var ca = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        var other = CertificateAuthority.LoadOrCreate(directory, "other", time);
        using var issued = other.IssueClient(new("someone", "system:masters")).ToX509();
        CertificateTrust.IsSignedBy(issued, ca.Certificate, time).ShouldBeFalse();
    }

    [Fact]
    public void SignClientRequest_NamesInTheRequest_AreNotTakenOver()
    {
        var ca = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=admin, O=system:masters", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        using var signed = X509Certificate2.CreateFromPem(ca.SignClientRequest(request, new("system:node:n1", "system:nodes")));
        signed.Subject.ShouldContain("system:node:n1");
        signed.Subject.ShouldNotContain("masters");
    }

    [Fact]
    public void CertificateFile_PastTwoThirdsOfItsLife_IsIssuedAnew()
    {
        var ca = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        var subject = new CertificateSubject("server") { DnsNames = ["a"] };
        var first = CertificateFile.LoadOrIssue(directory, "leaf", ca, time, subject, server: true);
        CertificateFile.LoadOrIssue(directory, "leaf", ca, time, subject, server: true).ShouldBe(first);
        time.Now += CertificateAuthority.LeafLifetime * 0.7;
        CertificateFile.LoadOrIssue(directory, "leaf", ca, time, subject, server: true).ShouldNotBe(first);
    }

    [Fact]
    public void CertificateFile_FurtherName_IsIssuedAnew()
    {
        var ca = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        var first = CertificateFile.LoadOrIssue(directory, "leaf", ca, time, new("server") { DnsNames = ["a"] }, server: true);
        CertificateFile.LoadOrIssue(directory, "leaf", ca, time, new("server") { DnsNames = ["a", "b"] }, server: true).ShouldNotBe(first);
    }

    private sealed class SettableTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
