using System.Collections.Immutable;

namespace Timonier.Sealing.Keys;

/// <param name="Keys">The first closes; all open. What stands behind the first goes once nothing needs it any more.</param>
public sealed record KeyRing(ImmutableArray<SealingKey> Keys)
{
    public static KeyRing Empty { get; } = new([]);

    public bool IsRotating => Keys.Length > 1;

    public KeyRing With(SealingKey first) => new([first, .. Keys]);

    public KeyRing Without(IReadOnlyCollection<string> ids) => new([.. Keys.Where(k => !ids.Contains(k.Id))]);
}
