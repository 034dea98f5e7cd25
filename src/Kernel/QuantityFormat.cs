namespace Timonier.Kernel;

/// <summary>The notation a quantity came in and is written in.</summary>
public enum QuantityFormat : byte
{
    /// <summary>1500m, 2, 10k.</summary>
    DecimalSI,

    /// <summary>128Mi.</summary>
    BinarySI,

    /// <summary>12e6.</summary>
    DecimalExponent,
}
