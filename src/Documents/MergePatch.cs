namespace Timonier.Documents;

/// <summary>RFC 7386: members of the patch replace those of the target, null removes, objects merge.</summary>
public static class MergePatch
{
    /// <summary>The patched target; the target itself is changed where both are objects.</summary>
    public static Draft Apply(Draft? target, Draft patch)
    {
        if (patch is not DraftObject changes) return patch.Clone();
        var result = target as DraftObject ?? new DraftObject();
        foreach (var (name, change) in changes)
        {
            if (change.Kind == NodeKind.Null) result.Remove(name);
            else result[name] = Apply(result[name], change);
        }
        return result;
    }
}
