using System.Security.Cryptography;
using Timonier.Sealing.Providers;

namespace Timonier.Sealing.Keys;

/// <param name="Id">Stands before every value that it closes.</param>
/// <param name="Secret">32 bytes.</param>
public sealed record SealingKey(string Id, DateTimeOffset Created, ReadOnlyMemory<byte> Secret)
{
    public static SealingKey Make(DateTimeOffset now) =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)), now, RandomNumberGenerator.GetBytes(ExtendedNonceGcm.SeedBytes));

    /// <summary>Without the secret: what is printed by accident must not tell it.</summary>
    public override string ToString() => $"key {Id} of {Created:O}";
}
