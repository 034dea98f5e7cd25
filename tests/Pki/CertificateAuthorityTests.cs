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
    public void Sign_WhatSomebodyElseDecided_IsKeptButNeverOutlivesTheAuthority()
    {
        var ca = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var request = new CertificateRequest("O=devs, CN=jane", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var signed = X509Certificate2.CreateFromPem(ca.Sign(request, time.GetUtcNow(), time.GetUtcNow().AddYears(50)));
        signed.Subject.ShouldBe("O=devs, CN=jane");
        signed.Extensions.OfType<X509KeyUsageExtension>().ShouldHaveSingleItem().KeyUsages.ShouldBe(X509KeyUsageFlags.DigitalSignature);
        signed.GetECDsaPublicKey()!.ExportSubjectPublicKeyInfo().ShouldBe(key.ExportSubjectPublicKeyInfo());
        signed.NotAfter.ShouldBe(ca.Certificate.NotAfter);
        signed.NotBefore.ToUniversalTime().ShouldBe(time.GetUtcNow().UtcDateTime);
        CertificateTrust.IsSignedBy(signed, ca.Certificate, time).ShouldBeTrue();
    }

    [Fact]
    public void Sign_Twice_GivesDifferentSerialNumbers()
    {
        var ca = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        using var first = X509Certificate2.CreateFromPem(ca.IssueClient(new("jane")).CertificatePem);
        using var second = X509Certificate2.CreateFromPem(ca.IssueClient(new("jane")).CertificatePem);
        first.SerialNumber.ShouldNotBe(second.SerialNumber);
    }

    [Fact]
    public async Task RenewAsync_Authority_KeepsItsKeySoThatOldAndNewTrustTheSame()
    {
        var ca = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        var (before, token) = (ca.Certificate, JoinToken.HashOf(ca.Certificate));
        using var early = ca.IssueClient(new("early")).ToX509();
        time.Now += TimeSpan.FromDays(300);
        await ca.RenewAsync(TestContext.Current.CancellationToken);
        using var late = ca.IssueClient(new("late")).ToX509();
        ca.Certificate.NotAfter.ShouldBeGreaterThan(before.NotAfter);
        JoinToken.HashOf(ca.Certificate).ShouldBe(token);
        foreach (var leaf in (X509Certificate2[])[early, late])
            foreach (var trusted in (X509Certificate2[])[before, ca.Certificate])
                CertificateTrust.IsSignedBy(leaf, trusted, time).ShouldBeTrue($"{leaf.Subject} by the one of {trusted.NotBefore}");
        CertificateAuthority.LoadOrCreate(directory, "ca", time).CertificatePem.ShouldBe(ca.CertificatePem);
    }

    [Fact]
    public void LoadOrCreate_AuthorityPastTwoThirdsOfItsLife_IsRenewedBeforeLeavesGrowShort()
    {
        var first = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        time.Now += CertificateAuthority.Lifetime * 0.66;
        CertificateAuthority.LoadOrCreate(directory, "ca", time).CertificatePem.ShouldBe(first.CertificatePem);
        time.Now += CertificateAuthority.Lifetime * 0.01;
        var renewed = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        renewed.CertificatePem.ShouldNotBe(first.CertificatePem);
        using var leaf = renewed.IssueServer(new("server")).ToX509();
        leaf.NotAfter.ToUniversalTime().ShouldBe((time.Now + CertificateAuthority.LeafLifetime).UtcDateTime, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void LoadOrCreate_AuthorityPastItsEnd_IsAnAuthorityAgain()
    {
        var before = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        time.Now += CertificateAuthority.Lifetime * 1.5;
        var after = CertificateAuthority.LoadOrCreate(directory, "ca", time);
        using var leaf = after.IssueServer(new("server")).ToX509();
        CertificateTrust.IsSignedBy(leaf, after.Certificate, time).ShouldBeTrue();
        JoinToken.HashOf(after.Certificate).ShouldBe(JoinToken.HashOf(before.Certificate));
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
