using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Timonier.Controllers.Certificates;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

public sealed class CertificatePlanTests
{
    private const string Node = "O=system:nodes, CN=system:node:n1";
    private const string Serving = "'digital signature','key encipherment','server auth'";
    private const string Approved = "{'conditions':[{'type':'Approved','status':'True','lastUpdateTime':'2026-03-01T12:00:00Z'}]}";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Approving_NodesClient_AsksForTheRightToItselfFirst()
    {
        ApprovingPlan.Rights(Parse(Requests.Body(Signers.KubeletClient, Node, more: ",'username':'system:node:n1'"))).Select(r => r.Subresource).ShouldBe(["selfnodeclient", "nodeclient"]);
        ApprovingPlan.Rights(Parse(Requests.Body(Signers.KubeletClient, Node, more: ",'username':'joiner'"))).Select(r => r.Subresource).ShouldBe(["nodeclient"]);
    }

    [Fact]
    public void Approving_AnythingElse_IsLeftToPeople()
    {
        ApprovingPlan.Rights(Parse(Requests.Body(Signers.KubeletServing, Node, Serving, dns: "n1"))).ShouldBeEmpty();
        ApprovingPlan.Rights(Parse(Requests.Body(Signers.Client, Node))).ShouldBeEmpty();
        ApprovingPlan.Rights(Parse(Requests.Body(Signers.KubeletClient, "O=system:nodes, CN=jane"))).ShouldBeEmpty();
        ApprovingPlan.Rights(Parse(Requests.Body(Signers.KubeletClient, Node, status: "{'conditions':[{'type':'Denied','status':'True'}]}"))).ShouldBeEmpty();
    }

    [Fact]
    public void Approving_Review_IsAboutWhoeverAsked()
    {
        var request = Parse(Requests.Body(Signers.KubeletClient, Node, more: ",'username':'joiner','groups':['g'],'extra':{'k':['v']}"));
        var spec = ApprovingPlan.Review(request, ApprovingPlan.Rights(request)[0]).ToDocument().Spec;
        spec["user"u8].AsString().ShouldBe("joiner");
        spec["groups"u8][0].AsString().ShouldBe("g");
        spec["extra"u8]["k"u8][0].AsString().ShouldBe("v");
        spec["resourceAttributes"u8]["subresource"u8].AsString().ShouldBe("nodeclient");
    }

    [Theory]
    [InlineData(Signers.KubeletClient, "O=others, CN=system:node:n1", Requests.KubeletUsages, "", "subject organization is not system:nodes")]
    [InlineData(Signers.KubeletClient, "O=system:nodes, O=system:masters, CN=system:node:n1", Requests.KubeletUsages, "", "subject organization is not system:nodes")]
    [InlineData(Signers.KubeletClient, "O=system:nodes + O=system:masters, CN=system:node:n1", Requests.KubeletUsages, "", "subject organization is not system:nodes")]
    [InlineData(Signers.KubeletClient, Node, Requests.KubeletUsages, "n1", "DNS subjectAltNames are not allowed")]
    [InlineData(Signers.KubeletClient, "O=system:nodes, CN=jane", Requests.KubeletUsages, "", "subject common name does not begin with system:node:")]
    [InlineData(Signers.KubeletClient, Node, Serving, "", "usages did not match [client auth digital signature key encipherment]")]
    [InlineData(Signers.KubeletServing, Node, Serving, "", "DNS or IP subjectAltName is required")]
    [InlineData(Signers.KubeletServing, Node, Requests.KubeletUsages, "n1", "usages did not match [digital signature key encipherment server auth]")]
    [InlineData(Signers.Client, "CN=jane", "'server auth'", "", "invalid usage for client certificate: server auth")]
    [InlineData(Signers.Client, "CN=jane", "'digital signature'", "", "missing required usage for client certificate: client auth")]
    public void Signing_RuleBroken_Fails(string signer, string subject, string usages, string dns, string why)
    {
        using var authority = new Requests();
        var written = Written(SigningPlan.Compute(Parse(Requests.Body(signer, subject, usages, dns: dns, status: Approved)), authority.Sign, Now), "status");
        var failed = Condition.ListOf(written.Status["conditions"u8]).Single(c => c.Type == "Failed");
        (failed.Status, failed.Reason, failed.Message).ShouldBe(("True", "SignerValidationFailure", why));
        written.Status["certificate"u8].Exists.ShouldBeFalse();
    }

    [Theory]
    [InlineData("", 365 * 24 * 60 - 5)]
    [InlineData(",'expirationSeconds':3600", 60)]
    [InlineData(",'expirationSeconds':36000", 595)]
    [InlineData(",'expirationSeconds':60", 10)]
    [InlineData(",'expirationSeconds':99999999", 365 * 24 * 60 - 5)]
    public void Signing_Duration_IsAsAskedUpToAYear(string more, int minutes)
    {
        using var authority = new Requests();
        var written = Written(SigningPlan.Compute(Parse(Requests.Body(Signers.Client, "O=devs, CN=jane", more: more, status: Approved)), authority.Sign, Now), "status");
        using var certificate = Requests.CertificateOf(written);
        certificate.NotBefore.ToUniversalTime().ShouldBe(Now.UtcDateTime.AddMinutes(-5));
        certificate.NotAfter.ToUniversalTime().ShouldBe(Now.UtcDateTime.AddMinutes(minutes));
        certificate.Subject.ShouldBe("O=devs, CN=jane");
    }

    [Fact]
    public void Signing_KeyOfAnotherKindThanTheAuthoritys_IsSigned()
    {
        using var authority = new Requests();
        using var rsa = RSA.Create(2048);
        var request = Requests.Body(Signers.Client, "CN=jane", status: Approved, key: rsa);
        using var certificate = Requests.CertificateOf(Written(SigningPlan.Compute(Parse(request), authority.Sign, Now), "status"));
        certificate.GetRSAPublicKey()!.ExportSubjectPublicKeyInfo().ShouldBe(rsa.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void Signing_Serving_KeepsTheNames()
    {
        using var authority = new Requests();
        var written = Written(SigningPlan.Compute(Parse(Requests.Body(Signers.KubeletServing, Node, Serving, dns: "n1", address: "10.0.0.1", status: Approved)), authority.Sign, Now), "status");
        using var certificate = Requests.CertificateOf(written);
        certificate.MatchesHostname("n1").ShouldBeTrue();
        certificate.MatchesHostname("10.0.0.1").ShouldBeTrue();
        certificate.MatchesHostname("n2").ShouldBeFalse();
    }

    [Theory]
    [InlineData("example.com/own", Approved)]
    [InlineData(Signers.Client, "{}")]
    [InlineData(Signers.Client, "{'conditions':[{'type':'Approved','status':'True'},{'type':'Failed','status':'True'}]}")]
    [InlineData(Signers.Client, "{'conditions':[{'type':'Approved','status':'True'}],'certificate':'eA=='}")]
    public void Signing_NotOursToSign_IsLeftAlone(string signer, string status)
    {
        using var authority = new Requests();
        SigningPlan.Compute(Parse(Requests.Body(signer, "CN=jane", status: status)), authority.Sign, Now).Actions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}", 24)]
    [InlineData(Approved, 1)]
    [InlineData("{'conditions':[{'type':'Denied','status':'True','lastUpdateTime':'2026-03-01T12:00:00Z'}]}", 1)]
    [InlineData("{'conditions':[{'type':'Failed','status':'True','lastUpdateTime':'2026-03-01T12:00:00Z'}]}", 1)]
    public void Cleaning_Age_DecidesByState(string status, int hours)
    {
        var request = Parse(Requests.Body(Signers.Client, "CN=jane", status: status));
        CleaningPlan.Compute(request, Now.AddHours(hours)).Actions.ShouldBeEmpty();
        CleaningPlan.Compute(request, Now).LookAgainAfter.ShouldBe(TimeSpan.FromHours(hours) + TimeSpan.FromSeconds(1));
        CleaningPlan.Compute(request, Now.AddHours(hours).AddSeconds(1)).Actions.ShouldHaveSingleItem().ShouldBeOfType<DeleteAction>().Uid.ShouldBe("u1");
    }

    private static Document Written(ControllerPlan plan, string subresource)
    {
        var update = plan.Actions.ShouldHaveSingleItem().ShouldBeOfType<UpdateAction>();
        update.Subresource.ShouldBe(subresource);
        return update.Body.ToDocument();
    }
}
