using System.Text;
using Timonier.Node.Containers;

namespace Timonier.Node.Images;

/// <summary>
/// The credentials of a pod's pull secrets, found by an image's repository: a key is a host, possibly with wildcards
/// in its labels and with a path that the repository must begin with; the longest match is tried first.
/// </summary>
internal sealed class Keyring
{
    private const string DefaultRegistry = "index.docker.io";
    private readonly SortedDictionary<string, List<ImageCredentials>> byKey = new(Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a)));

    /// <exception cref="FormatException">A secret's text is no configuration of that form.</exception>
    public static Keyring Of(IEnumerable<Document> secrets)
    {
        var keyring = new Keyring();
        foreach (var secret in secrets)
        {
            var (key, auths) = secret.Root["type"u8].AsString() switch
            {
                "kubernetes.io/dockerconfigjson" => (".dockerconfigjson", "auths"),
                "kubernetes.io/dockercfg" => (".dockercfg", ""),
                _ => ("", ""),
            };
            if (secret.Root["data"u8][key].AsString() is not { Length: > 0 } encoded) continue;
            var config = Read(Convert.FromBase64String(encoded));
            foreach (var entry in (auths.Length > 0 ? config.Root[auths] : config.Root).Members) keyring.Add(entry.Name, entry.Value);
        }
        return keyring;
    }

    /// <summary>All that may open the repository, best first; none: it is asked for without credentials.</summary>
    /// <param name="repository">With its registry, without tag and digest.</param>
    public IReadOnlyList<ImageCredentials> For(string repository)
    {
        var found = byKey.Where(k => RegistryMatch.Opens(k.Key, repository)).SelectMany(k => k.Value).ToList();
        if (found.Count > 0) return found;
        return IsDefault(repository) && byKey.TryGetValue(DefaultRegistry, out var general) ? general : [];
    }

    private void Add(string location, Place entry)
    {
        var at = location.IndexOf("://", StringComparison.Ordinal);
        var bare = at < 0 ? location : location[(at + 3)..];
        var slash = bare.IndexOf('/');
        var (host, path) = slash < 0 ? (bare, "") : (bare[..slash], bare[slash..]);
        // Clients write the version of the registry's protocol into its address.
        if (path.StartsWith("/v2/", StringComparison.Ordinal) || path.StartsWith("/v1/", StringComparison.Ordinal)) path = path[3..];
        var key = path.Length > 1 ? host + path : host;
        if (!byKey.TryGetValue(key, out var list)) byKey[key] = list = [];
        var credentials = CredentialsOf(entry);
        if (!list.Contains(credentials)) list.Add(credentials);
    }

    private static ImageCredentials CredentialsOf(Place entry)
    {
        var (user, password) = (entry["username"u8].AsString(), entry["password"u8].AsString());
        if (entry["auth"u8].AsString() is { Length: > 0 } auth)
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth.TrimEnd('=').PadRight((auth.TrimEnd('=').Length + 3) / 4 * 4, '=')));
            var colon = pair.IndexOf(':');
            if (colon < 0) throw new FormatException("unable to parse auth field, must be formatted as base64(username:password)");
            (user, password) = (pair[..colon], pair[(colon + 1)..]);
        }
        return new ImageCredentials(user, password, "", "", "");
    }

    private static Document Read(byte[] json)
    {
        try
        {
            return Document.Parse(json);
        }
        catch (DocumentSyntaxException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static bool IsDefault(string repository)
    {
        var slash = repository.IndexOf('/');
        return slash < 0 || repository[..slash] is var first && (first is "docker.io" or DefaultRegistry || first.AsSpan().IndexOfAny('.', ':') < 0);
    }
}
