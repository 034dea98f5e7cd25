using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Certificates;

/// <summary>Gives an approved request its certificate, or says which rule of its signer it breaks.</summary>
public static class SigningPlan
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(10);

    // Certificates start a little in the past, for clocks that are behind; a short one does not lose that time at its end.
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Short = TimeSpan.FromHours(8);

    public static ControllerPlan Compute(Document request, Func<SigningOrder, string> sign, DateTimeOffset now)
    {
        if (!RequestState.Of(request).AwaitsSignature || Asked.Of(request) is not { } asked || !SignerRules.Knows(asked.Signer)) return ControllerPlan.Nothing;
        if (SignerRules.WhyNot(asked) is { } why) return Fail(request, why, now);
        var body = DraftObject.Of(request);
        body.Object("status")["certificate"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(sign(Order(asked, request.Spec["expirationSeconds"u8].AsInt64OrNull(), now))));
        return Report(body);
    }

    private static ControllerPlan Fail(Document request, string why, DateTimeOffset now) =>
        Report(RequestState.With(request, new Condition("Failed", "True", "SignerValidationFailure", why) { LastUpdateTime = now }));

    private static ControllerPlan Report(DraftObject body) => new([new UpdateAction(Signers.Requests, "", body, "status")]);

    private static SigningOrder Order(Asked asked, long? seconds, DateTimeOffset now)
    {
        var wanted = new CertificateRequest(asked.Request.SubjectName, asked.Request.PublicKey, HashAlgorithmName.SHA256);
        wanted.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        foreach (var extension in CertificateUses.Extensions(asked.Usages)) wanted.CertificateExtensions.Add(extension);
        if (asked.Names.Extension is { } names) wanted.CertificateExtensions.Add(names);
        var span = seconds is { } number ? TimeSpan.FromSeconds(number) : Longest;
        if (span > Longest) span = Longest;
        if (span < Shortest) span = Shortest;
        return new(asked.Signer, wanted, now - Backdate, span < Short ? now + span : now + span - Backdate);
    }
}
