using System.Collections.Immutable;

namespace Timonier.Sealing;

/// <summary>One line of a configuration: a cipher and its keys, of which the first closes and all open.</summary>
/// <param name="Family">What the values of all its keys begin with; empty for values that are left as they are.</param>
/// <param name="KeyMissing">What is said about a value of this family that none of its keys has closed.</param>
internal sealed record SealProvider(string Family, string KeyMissing, ImmutableArray<IValueSeal> Seals)
{
    /// <summary>Values as they are.</summary>
    public static SealProvider Identity { get; } = new("", "", []);

    public bool IsIdentity => Seals.IsEmpty;
}
