using System.Buffers;
using Timonier.Api.Admission.Requests;
using Timonier.Documents;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>The question about one write, as webhooks get it.</summary>
internal static class AdmissionReview
{
    public const string Group = "admission.k8s.io/";
    public const string Kind = "AdmissionReview";

    public static ReadOnlyMemory<byte> Write(AdmissionCall call, VersionedWrite write, string version, string uid)
    {
        var request = AdmissionRequest.Of(call, write.Subject, uid);
        request["object"] = (Draft?)write.Body ?? Draft.Null;
        request["oldObject"] = write.Old is { } old ? Draft.From(old.Root) : Draft.Null;
        var review = new DraftObject { ["kind"] = Kind, ["apiVersion"] = Group + version, ["request"] = request };
        var body = new ArrayBufferWriter<byte>(4096);
        review.WriteTo(body);
        return body.WrittenMemory;
    }
}
