using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Revisions;

/// <summary>What a ControllerRevision keeps: a patch that puts the template back as it was.</summary>
internal static class RevisionData
{
    private const string Directive = "$patch";

    /// <summary>The data of a set's present template, in canonical form.</summary>
    public static DraftObject Of(Document set)
    {
        var template = Draft.From(set.Spec["template"u8]) as DraftObject ?? new DraftObject();
        template[Directive] = "replace";
        return Form(new DraftObject { ["spec"] = new DraftObject { ["template"] = template } });
    }

    public static bool IsIn(Document revision, DraftObject data) =>
        Draft.From(revision.Root["data"u8]) is DraftObject kept && Draft.DeepEquals(Form(kept), data);

    /// <summary>The template that a revision keeps.</summary>
    public static Node Template(Document revision) => revision.Root["data"u8]["spec"u8]["template"u8];

    private static DraftObject Form(DraftObject data)
    {
        Canonical.DropNulls(data);
        // Metadata in which nothing stands is no metadata.
        var template = data.Object("spec").Object("template");
        if (template["metadata"] is DraftObject { Count: 0 }) template.Remove("metadata");
        return (DraftObject)Canonical.Sorted(data);
    }
}
