using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Timonier.Api.Authentication;

/// <summary>
/// Checks the signature of a token once: most requests bring one that was seen before, and the check costs more than
/// all the rest. Whether a signed token still holds is asked every time, elsewhere. Tokens are known by their hash only.
/// </summary>
public sealed class KnownSignatures(ITokenSigner signer) : ITokenSigner
{
    private const int MaxEntries = 16 * 1024;
    private readonly ConcurrentDictionary<string, byte[]> known = new(StringComparer.Ordinal);

    public string PublicKey => signer.PublicKey;

    public string Sign(ReadOnlySpan<byte> claims) => signer.Sign(claims);

    public byte[]? Verify(string token)
    {
        var key = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (known.TryGetValue(key, out var present)) return present;
        // Only what we signed is remembered: whoever sends rubbish takes up no room.
        if (signer.Verify(token) is not { } claims) return null;
        if (known.Count >= MaxEntries) known.Clear();
        return known[key] = claims;
    }
}
