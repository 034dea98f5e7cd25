using System.Buffers;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Deployments;

/// <summary>Pod templates compared and hashed without the label that the hash itself puts in.</summary>
internal static class PodTemplates
{
    public const string HashLabel = "pod-template-hash";

    public static bool AreSame(Node left, Node right) => Draft.DeepEquals(Comparable(left), Comparable(right));

    public static string Hash(Node template, int? collisions)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Canonical.Sorted(Comparable(template)).WriteTo(buffer);
        return Fnv.TemplateHash(buffer.WrittenSpan, collisions);
    }

    private static DraftObject Comparable(Node template)
    {
        var draft = (DraftObject)(template.IsObject ? Draft.From(template) : new DraftObject());
        if (draft["metadata"] is DraftObject metadata && metadata["labels"] is DraftObject labels)
        {
            labels.Remove(HashLabel);
            if (labels.Count == 0) metadata.Remove("labels");
        }
        Canonical.DropNulls(draft);
        if (draft["metadata"] is DraftObject { Count: 0 }) draft.Remove("metadata");
        return draft;
    }
}
