using System.Text.RegularExpressions;

namespace Timonier.Node.Images;

/// <summary>What an image's name says: whether it can be one at all, and its tag.</summary>
internal static partial class ImageReference
{
    private const string DefaultRegistry = "docker.io";
    private const int LongestPath = 255;

    /// <summary>Why a name can be no image's, in upstream's words; null when it can.</summary>
    public static string? Fault(string image)
    {
        if (Identifier().IsMatch(image)) return $"invalid repository name ({image}), cannot specify 64-byte hexadecimal strings";
        var (registry, path) = Split(image);
        var repository = path.Split(':')[0];
        if (repository.Any(char.IsUpper)) return $"invalid reference format: repository name ({repository}) must be lowercase";
        if (!Form().IsMatch($"{registry}/{path}")) return "invalid reference format";
        if (RepositoryOf(image).Length - registry.Length - 1 > LongestPath) return $"repository name must not be more than {LongestPath} characters";
        return path.Contains('@') ? DigestFault(path[(path.IndexOf('@') + 1)..]) : null;
    }

    /// <summary>The tag; "@" for a digest, empty when neither is given.</summary>
    public static string TagOf(string image)
    {
        if (image.Contains('@')) return "@";
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? image[(colon + 1)..] : "";
    }

    /// <summary>With ":latest" where neither tag nor digest is given.</summary>
    public static string WithTag(string image) => TagOf(image).Length == 0 ? image + ":latest" : image;

    /// <summary>The registry and the path in it, in full: nginx:1 is docker.io/library/nginx.</summary>
    public static string RepositoryOf(string image)
    {
        var bare = image.Split('@')[0];
        if (TagOf(bare) is { Length: > 0 } tag) bare = bare[..^(tag.Length + 1)];
        var (registry, path) = Split(bare);
        return $"{registry}/{path}";
    }

    /// <summary>A first part is a registry when it looks like a host; capitals cannot be in a path.</summary>
    private static (string Registry, string Path) Split(string image)
    {
        var slash = image.IndexOf('/');
        var first = slash < 0 ? "" : image[..slash];
        if (first is "docker.io" or "index.docker.io") return (DefaultRegistry, InLibrary(image[(slash + 1)..]));
        var isHost = first == "localhost" || first.AsSpan().IndexOfAny('.', ':') >= 0 || first.Any(char.IsUpper);
        return isHost ? (first, image[(slash + 1)..]) : (DefaultRegistry, InLibrary(image));
    }

    private static string InLibrary(string path) => path.Contains('/') ? path : $"library/{path}";

    private static string? DigestFault(string digest) => digest.Split(':') switch
    {
        ["sha256", var hash] => HashFault(hash, 64),
        ["sha384", var hash] => HashFault(hash, 96),
        ["sha512", var hash] => HashFault(hash, 128),
        _ => "unsupported digest algorithm",
    };

    private static string? HashFault(string hash, int length) =>
        hash.Length != length ? "invalid checksum digest length" : hash.Any(char.IsUpper) ? "invalid checksum digest format" : null;

    [GeneratedRegex("^[a-f0-9]{64}$")]
    private static partial Regex Identifier();

    [GeneratedRegex("^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
