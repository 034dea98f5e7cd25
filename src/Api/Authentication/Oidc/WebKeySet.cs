using Timonier.Documents;

namespace Timonier.Api.Authentication.Oidc;

/// <summary>The keys of an issuer at one moment.</summary>
internal sealed class WebKeySet(IReadOnlyList<WebKey> keys)
{
    public static WebKeySet Read(Node root)
    {
        var keys = new List<WebKey>();
        foreach (var jwk in root["keys"u8].Items)
            if (WebKey.Read(jwk) is { } key) keys.Add(key);
        return new WebKeySet(keys);
    }

    /// <summary>Whether a token may be judged by these keys; one that names no key is tried with each.</summary>
    public bool Knows(string id) => id.Length == 0 || keys.Any(k => k.Id == id);

    public bool Verifies(SignedToken token) => keys.Any(k => (token.KeyId.Length == 0 || k.Id == token.KeyId) && k.Verifies(token));
}
