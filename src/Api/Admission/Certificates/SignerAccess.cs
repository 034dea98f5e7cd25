using Timonier.Api.Authorization;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Certificates;

/// <summary>Whether a caller has a right to a signer, by its name or by its domain.</summary>
internal static class SignerAccess
{
    /// <summary>Null when the caller may; otherwise why not.</summary>
    public static async ValueTask<Status?> RefusalAsync(AccessCheck access, AdmissionCall call, string verb, string signer, CancellationToken cancellation)
    {
        var question = new AuthorizationAttributes { User = call.Call.User, Verb = verb, Group = "certificates.k8s.io", Version = "*", Resource = "signers", Name = signer };
        if (await access.AllowsAsync(question, cancellation) || await access.AllowsAsync(question with { Name = signer.Split('/')[0] + "/*" }, cancellation)) return null;
        return call.Forbidden($"user not permitted to {verb} requests with signerName {GoText.Quote(signer)}");
    }
}
