using System.Security.Cryptography;
using System.Text;

namespace Timonier.Pki;

/// <summary>
/// What a node shows to join: the hash of the server's CA, by which the node knows the server before it trusts
/// anything, and a secret, by which the server knows the node. Text form: <c>CAHASH.SECRET</c>, both in hex.
/// </summary>
public sealed record JoinToken(string AuthorityHash, string Secret)
{
    public static JoinToken LoadOrCreate(string directory, CertificateAuthority server)
    {
        if (Kept(directory) is null) Keep(directory, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        return new JoinToken(HashOf(server.CertificatePem), Kept(directory)!);
    }

    /// <summary>The secret in that folder; null when there is none yet.</summary>
    public static string? Kept(string directory) => File.Exists(PathIn(directory)) ? File.ReadAllText(PathIn(directory)).Trim() : null;

    public static void Keep(string directory, string secret) => SecretFile.Write(PathIn(directory), secret);

    /// <exception cref="FormatException">The text is not a token.</exception>
    public static JoinToken Parse(string text)
    {
        var parts = text.Trim().Split('.');
        return parts is [{ Length: 64 }, { Length: > 0 }]
            ? new JoinToken(parts[0], parts[1])
            : throw new FormatException("a join token has the form CAHASH.SECRET, as printed by 'timonier token' on the server");
    }

    private static string PathIn(string directory) => Path.Combine(directory, "join-token");

    public static string HashOf(string certificatePem) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(certificatePem.Trim())));

    /// <summary>Whether the secret is the same; takes equally long for every wrong one.</summary>
    public bool Accepts(string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(secret));

    public override string ToString() => $"{AuthorityHash}.{Secret}";
}
