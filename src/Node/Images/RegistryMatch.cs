using System.IO.Enumeration;

namespace Timonier.Node.Images;

/// <summary>Whether a credential's key opens a repository: label by label of the host, then the beginning of the path. Pure.</summary>
internal static class RegistryMatch
{
    public static bool Opens(string key, string repository)
    {
        var (keyHost, keyPort, keyPath) = Split(key);
        var (host, port, path) = Split(repository);
        if (keyPort != port || !path.StartsWith(keyPath, StringComparison.Ordinal)) return false;
        var (wanted, labels) = (keyHost.Split('.'), host.Split('.'));
        return wanted.Length == labels.Length && wanted.Zip(labels).All(pair => FileSystemName.MatchesSimpleExpression(pair.First, pair.Second, ignoreCase: false));
    }

    private static (string Host, string Port, string Path) Split(string text)
    {
        var slash = text.IndexOf('/');
        var (authority, path) = slash < 0 ? (text, "") : (text[..slash], text[slash..]);
        var colon = authority.LastIndexOf(':');
        return colon < 0 ? (authority, "", path) : (authority[..colon], authority[(colon + 1)..], path);
    }
}
