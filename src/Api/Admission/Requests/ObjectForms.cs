using Timonier.Api.CustomResources;
using Timonier.Api.Pipeline;
using Timonier.Api.Versions;
using Timonier.Api.Writes;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Requests;

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

    /// <summary>The write goes on with what came out of a patch; or why it cannot.</summary>
    public async ValueTask<Status?> PutBackAsync(AdmissionCall call, AdmissionSubject subject, DraftObject patched, CancellationToken cancellation)
    {
        if (WriteChecks.Decode(subject.Kind, patched, [], FieldValidation.Ignore, [], Status.InternalError) is { } malformed) return malformed;
        Defaulting.Apply(subject.Kind, patched);
        var taken = await InAsync(patched, subject.Kind, call.BodyKind, cancellation);
        if (subject.Kind != call.BodyKind) Defaulting.Apply(call.BodyKind, taken);
        return Keep(call, taken);
    }

    // Which object it is, and who made it when, is not for others to say.
    private static Status? Keep(AdmissionCall call, DraftObject patched)
    {
        var (was, now) = (call.Body!.Object("metadata"), patched.Object("metadata"));
        if (now.String("namespace") != was.String("namespace")) return WriteChecks.OtherNamespace;
        if (call.IsUpdate && WriteChecks.Unnamed(now.String("name"), was.String("name")) is { } renamed) return renamed;
        foreach (var name in (string[])["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"]) now[name] = was[name];
        call.Body = patched;
        return null;
    }

    private async ValueTask<DraftObject> InAsync(DraftObject body, Kind from, Kind to, CancellationToken cancellation)
    {
        if (from == to) return body;
        return to.IsCustom ? (await conversion.ConvertAsync(to, [body], cancellation))[0] : KindVersions.Turned(body, to);
    }
}
