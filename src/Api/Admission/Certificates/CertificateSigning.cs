using Timonier.Api.Authorization;
using Timonier.Api.Writes;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Certificates;

/// <summary>Signing a certificate request, or saying that it failed, takes a right to its signer.</summary>
internal sealed class CertificateSigning(AccessCheck access) : AdmissionStep
{
    public override string Name => "CertificateSigning";

    public override async ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsUpdate || !call.Concerns(CertificateRequests.Qualified, "status")) return null;
        if (Draft.DeepEquals(call.Body!["status"], DraftObject.Over(call.Old!)["status"])) return null;
        return await SignerAccess.RefusalAsync(access, call, "sign", call.Old!.Spec["signerName"u8].AsString(), cancellation);
    }
}
