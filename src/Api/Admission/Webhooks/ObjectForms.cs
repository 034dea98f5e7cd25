using Timonier.Api.CustomResources;
using Timonier.Api.Versions;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>The objects of a write in another version, and back.</summary>
internal sealed class ObjectForms(VersionConversion conversion)
{
    public async ValueTask<VersionedWrite> ShowAsync(AdmissionCall call, AdmissionSubject subject, CancellationToken cancellation)
    {
        var body = call.Body is { } present ? await InAsync(present.CloneObject(), call.BodyKind, subject.Kind, cancellation) : null;
        var old = call.Old;
        if (old is not null && subject.Kind != call.BodyKind) old = (await InAsync(DraftObject.Over(old), call.BodyKind, subject.Kind, cancellation)).ToDocument();
        return new VersionedWrite(subject, body, old);
    }

    /// <summary>What came out of a patch, in the form that the write goes on with.</summary>
    public async ValueTask<DraftObject> TakeAsync(AdmissionCall call, AdmissionSubject subject, DraftObject body, CancellationToken cancellation)
    {
        Defaulting.Apply(subject.Kind, body);
        var taken = await InAsync(body, subject.Kind, call.BodyKind, cancellation);
        if (subject.Kind != call.BodyKind) Defaulting.Apply(call.BodyKind, taken);
        return taken;
    }

    private async ValueTask<DraftObject> InAsync(DraftObject body, Kind from, Kind to, CancellationToken cancellation)
    {
        if (from == to) return body;
        return to.IsCustom ? (await conversion.ConvertAsync(to, [body], cancellation))[0] : KindVersions.Turned(body, to);
    }
}
