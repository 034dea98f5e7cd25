using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Api.Authorization;
using Timonier.Api.Pipeline;
using Timonier.Api.Writes;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>Deciding on a certificate request, or signing it, takes a right to its signer.</summary>
internal sealed class SignerAccess(AccessCheck access) : AdmissionStep
{
    private const string Masters = "system:masters";

    public override string Name => "CertificateSigning";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation) => call.Operation switch
    {
        AdmissionOperation.Create => OnCreate(call.Call, call.Body!),
        AdmissionOperation.Update => await OnUpdateAsync(call.Call, call.Body!, call.Old!, cancellation),
        _ => null,
    };

    /// <summary>Nobody gets a client certificate that is above all roles.</summary>
    private static Status? OnCreate(ApiCall call, DraftObject body)
    {
        if (call.Kind.Resource.Qualified != CertificateRequests.Qualified || body.Object("spec").String("signerName") != "kubernetes.io/kube-apiserver-client") return null;
        return Organizations(body.Object("spec").String("request")).Contains(Masters)
            ? Status.Forbidden(call.Kind.Resource, body.Object("metadata").String("name"), "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed")
            : null;
    }

    private async ValueTask<Status?> OnUpdateAsync(ApiCall call, DraftObject body, Document old, CancellationToken cancellation)
    {
        if (call.Kind.Resource.Qualified != CertificateRequests.Qualified) return null;
        var signer = old.Spec["signerName"u8].AsString();
        return call.Subresource switch
        {
            "approval" => await MayAsync(call, "approve", signer, cancellation) ? null : Refused(call, "approve", signer),
            "status" when !Draft.DeepEquals(body["status"], DraftObject.Over(old)["status"]) => await MayAsync(call, "sign", signer, cancellation) ? null : Refused(call, "sign", signer),
            _ => null,
        };
    }

    private async ValueTask<bool> MayAsync(ApiCall call, string verb, string signer, CancellationToken cancellation)
    {
        var question = new AuthorizationAttributes { User = call.User, Verb = verb, Group = "certificates.k8s.io", Version = "*", Resource = "signers", Name = signer };
        return await access.AllowsAsync(question, cancellation)
            || await access.AllowsAsync(question with { Name = signer.Split('/')[0] + "/*" }, cancellation);
    }

    private static Status Refused(ApiCall call, string verb, string signer) =>
        Status.Forbidden(call.Kind.Resource, call.Name, $"user not permitted to {verb} requests with signerName {GoText.Quote(signer)}");

    private static List<string> Organizations(string base64)
    {
        try
        {
            var pem = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
            var request = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.SkipSignatureValidation);
            return [.. request.SubjectName.EnumerateRelativeDistinguishedNames().Where(p => !p.HasMultipleElements && p.GetSingleElementType().Value == "2.5.4.10").Select(p => p.GetSingleElementValue() ?? "")];
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException)
        {
            // No request at all: validation says so.
            return [];
        }
    }
}
