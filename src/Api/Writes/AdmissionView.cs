using Timonier.Api.Admission;
using Timonier.Documents;

namespace Timonier.Api.Writes;

/// <summary>How a change is shown to admission where what was sent is not the object itself: a Scale, a Binding.</summary>
/// <param name="Show">The call as admission sees it, made of the object as it is and as it would be.</param>
/// <param name="Take">Brings what admission left of it into the object.</param>
internal sealed record AdmissionView(Func<Document, DraftObject, AdmissionCall> Show, Action<AdmissionCall, DraftObject> Take);
