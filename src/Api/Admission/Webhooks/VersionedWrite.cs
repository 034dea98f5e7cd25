using Timonier.Documents;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>A write with its objects in the form of the version under which somebody wants to be asked about it.</summary>
internal sealed record VersionedWrite(AdmissionSubject Subject, DraftObject? Body, Document? Old);
