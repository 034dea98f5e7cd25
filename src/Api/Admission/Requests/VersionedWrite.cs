using Timonier.Documents;

namespace Timonier.Api.Admission.Requests;

/// <summary>A write with its objects in the form of the version under which somebody wants to be asked about it.</summary>
internal sealed record VersionedWrite(AdmissionSubject Subject, DraftObject? Body, Document? Old)
{
    private Document? shown;

    /// <summary>The body for reading; nobody may change it any more.</summary>
    public Document? Shown => Body is null ? null : shown ??= Body.ToDocument();
}
