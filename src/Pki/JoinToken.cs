using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Timonier.Pki;

/// <summary>
/// What a node shows to join: the hash of the key of the server's CA, by which the node knows the server before it
/// trusts anything, and a secret, by which the server knows the node. Text form: <c>CAHASH.SECRET</c>. The secret is
/// the cluster's own, or a bootstrap token (<c>abcdef.0123456789abcdef</c>), which can have an end.
/// </summary>
public sealed record JoinToken(string AuthorityHash, string Secret)
{
    public static JoinToken LoadOrCreate(string directory, CertificateAuthority server)
    {
        if (Kept(directory) is null) Keep(directory, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        return new JoinToken(HashOf(server.Certificate), Kept(directory)!);
    }

    /// <summary>The secret in that folder; null when there is none yet.</summary>
    public static string? Kept(string directory) => File.Exists(PathIn(directory)) ? File.ReadAllText(PathIn(directory)).Trim() : null;

    public static void Keep(string directory, string secret) => SecretFile.Write(PathIn(directory), secret);

    /// <exception cref="FormatException">The text is not a token.</exception>
    public static JoinToken Parse(string text)
    {
        var parts = text.Trim().Split('.', 2);
        return parts is [{ Length: 64 }, { Length: > 0 }]
            ? new JoinToken(parts[0], parts[1])
            : throw new FormatException("a join token has the form CAHASH.SECRET, as printed by 'timonier token' on the server");
    }

    private static string PathIn(string directory) => Path.Combine(directory, "join-token");

    /// <summary>Of the key alone: the CA's certificate is renewed, and tokens that were given out go on.</summary>
    public static string HashOf(X509Certificate2 authority) => Convert.ToHexStringLower(SHA256.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Whether the secret is the same; takes equally long for every wrong one.</summary>
    public bool Accepts(string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(secret));

    public override string ToString() => $"{AuthorityHash}.{Secret}";
}
