namespace Timonier.Documents;

/// <summary>A field that an applier wants to change and another manager owns.</summary>
public readonly record struct FieldConflict(ManagerId Manager, string Path)
{
    public string Message => $"conflict with {Manager}";

    /// <summary>All of them in one text, as upstream words it.</summary>
    public static string Describe(IReadOnlyList<FieldConflict> conflicts)
    {
        if (conflicts is [var only]) return $"Apply failed with 1 conflict: {only.Message}: {only.Path}";
        var lines = conflicts.GroupBy(c => c.Manager).OrderBy(g => g.Key)
            .SelectMany(g => g.Select(c => $"- {c.Path}").Prepend($"conflicts with {g.Key}:"));
        return $"Apply failed with {conflicts.Count} conflicts: {string.Join('\n', lines)}";
    }
}
