namespace Timonier.Cel;

/// <summary>A value that only functions can look into: an address, a quantity, an authorizer. Equality is by <see cref="object.Equals(object)"/>.</summary>
public abstract class CelOpaque(CelType type)
{
    public CelType Type { get; } = type;

    /// <summary>The size that costs are counted by; 1 for what has none.</summary>
    public virtual long Size => 1;
}
