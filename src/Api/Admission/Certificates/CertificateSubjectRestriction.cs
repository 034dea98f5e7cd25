using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Api.Writes;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Certificates;

/// <summary>Nobody gets a client certificate that is above all roles.</summary>
internal sealed class CertificateSubjectRestriction : AdmissionStep
{
    private const string Masters = "system:masters";

    public override string Name => "CertificateSubjectRestriction";

    public override ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsCreate || !call.Concerns(CertificateRequests.Qualified)) return default;
        var spec = call.Wanted!.Spec;
        if (!spec["signerName"u8].TextEquals("kubernetes.io/kube-apiserver-client"u8) || !Organizations(spec["request"u8].AsString()).Contains(Masters)) return default;
        return ValueTask.FromResult<Status?>(call.Forbidden("use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed"));
    }

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
