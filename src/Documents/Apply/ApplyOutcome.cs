namespace Timonier.Documents;

/// <summary>The object with the configuration applied and its new owners, or the conflicts that prevent it.</summary>
public sealed record ApplyOutcome(DraftObject? Body, ManagedFields Managed, IReadOnlyList<FieldConflict> Conflicts)
{
    internal static ApplyOutcome Refused(IReadOnlyList<FieldConflict> conflicts) => new(null, ManagedFields.Empty, conflicts);
}
