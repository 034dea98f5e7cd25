using Timonier.Api.Admission.Requests;
using Timonier.Api.Authorization;
using Timonier.Documents;

namespace Timonier.Api.Admission.Policies;

/// <summary>One write under the eyes of policies: each form of its objects is made once, however many look at it.</summary>
internal sealed class PolicyRequest(AdmissionCall call, Document? @namespace, ObjectForms forms, IAuthorizer authorizer)
{
    private readonly Dictionary<AdmissionSubject, (VersionedWrite Write, RequestVariables Variables)> shown = [];

    public async ValueTask<PolicyVariables> VariablesAsync(AdmissionSubject subject, Document? parameters, CancellationToken cancellation) =>
        new((await ShowAsync(subject, cancellation)).Variables, @namespace, parameters);

    /// <summary>The write as the subject's version has it.</summary>
    public async ValueTask<VersionedWrite> WriteAsync(AdmissionSubject subject, CancellationToken cancellation) => (await ShowAsync(subject, cancellation)).Write;

    /// <summary>The object is another one from now on.</summary>
    public void Changed() => shown.Clear();

    private async ValueTask<(VersionedWrite Write, RequestVariables Variables)> ShowAsync(AdmissionSubject subject, CancellationToken cancellation)
    {
        if (shown.TryGetValue(subject, out var known)) return known;
        var write = await forms.ShowAsync(call, subject, cancellation);
        return shown[subject] = (write, new RequestVariables(call, write, authorizer, cancellation));
    }
}
