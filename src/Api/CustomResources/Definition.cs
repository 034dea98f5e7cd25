using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kinds;
using Timonier.Kinds.Custom;

namespace Timonier.Api.CustomResources;

/// <summary>A definition, the status it should have, and the kinds that it adds to the server.</summary>
internal sealed record Definition(Document Document, Document Judged, ImmutableArray<Kind> Kinds)
{
    public string Group => Document.Spec["group"u8].AsString();

    public Node AcceptedNames => Judged.Status["acceptedNames"u8];

    public bool IsGoing => Document.Metadata["deletionTimestamp"u8].Exists;

    /// <summary>Whether the status that was computed is yet to be written.</summary>
    public bool IsUnsaid => !Draft.DeepEquals(Document.Status, Judged.Status);

    /// <summary>The definition as judged anew; kinds are made again only when something about them has changed.</summary>
    public static Definition Of(Document document, Definition? before, IEnumerable<Node> others, DateTimeOffset now)
    {
        var status = DefinitionStatus.Of(document, others, now);
        var body = DraftObject.Of(document);
        body["status"] = status;
        var judged = body.ToDocument();
        if (!DefinitionStatus.IsServed(status)) return new Definition(document, judged, []);
        return new Definition(document, judged, before is not null && SameKinds(before, judged) ? before.Kinds : CustomKinds.Of(judged));
    }

    private static bool SameKinds(Definition before, Document judged) => !before.Kinds.IsEmpty
        && before.Document.Uid == judged.Uid
        && before.Judged.Spec.Raw.Span.SequenceEqual(judged.Spec.Raw.Span)
        && Draft.DeepEquals(before.AcceptedNames, judged.Status["acceptedNames"u8])
        && before.Judged.Metadata["deletionTimestamp"u8].Exists == judged.Metadata["deletionTimestamp"u8].Exists;
}
