using Timonier.Api.Authorization;
using Timonier.Api.Writes;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Certificates;

/// <summary>Deciding on a certificate request takes a right to its signer.</summary>
internal sealed class CertificateApproval(AccessCheck access) : AdmissionStep
{
    public override string Name => "CertificateApproval";

    public override async ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation) =>
        call.IsUpdate && call.Concerns(CertificateRequests.Qualified, "approval")
            ? await SignerAccess.RefusalAsync(access, call, "approve", call.Old!.Spec["signerName"u8].AsString(), cancellation)
            : null;
}
