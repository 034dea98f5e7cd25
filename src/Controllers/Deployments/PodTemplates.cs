using System.Buffers;
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
        Sorted(Comparable(template)).WriteTo(buffer);
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
        DropNulls(draft);
        if (draft["metadata"] is DraftObject { Count: 0 }) draft.Remove("metadata");
        return draft;
    }

    // Null and absent are the same to the API, and clients send both (creationTimestamp: null).
    private static void DropNulls(Draft draft)
    {
        if (draft is DraftArray array)
        {
            foreach (var item in array) DropNulls(item);
            return;
        }
        if (draft is not DraftObject members) return;
        foreach (var name in members.Names.ToList())
        {
            if (members[name]!.Kind == NodeKind.Null) members.Remove(name);
            else DropNulls(members[name]!);
        }
    }

    // The order of members must not make another name.
    private static Draft Sorted(Draft draft)
    {
        if (draft is DraftArray array) return new DraftArray(array.Select(Sorted));
        if (draft is not DraftObject members) return draft;
        var sorted = new DraftObject();
        foreach (var name in members.Names.Order(StringComparer.Ordinal)) sorted[name] = Sorted(members[name]!);
        return sorted;
    }
}
