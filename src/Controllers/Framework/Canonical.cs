using Timonier.Documents;

namespace Timonier.Controllers.Framework;

/// <summary>JSON in the one form in which equal things have equal bytes.</summary>
internal static class Canonical
{
    // The order of members must not make another name.
    public static Draft Sorted(Draft draft)
    {
        if (draft is DraftArray array) return new DraftArray(array.Select(Sorted));
        if (draft is not DraftObject members) return draft;
        var sorted = new DraftObject();
        foreach (var name in members.Names.Order(StringComparer.Ordinal)) sorted[name] = Sorted(members[name]!);
        return sorted;
    }

    // Null and absent are the same to the API, and clients send both (creationTimestamp: null).
    public static void DropNulls(Draft draft)
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
}
