using System.Text.RegularExpressions;

namespace Timonier.Node.Images;

/// <summary>What an image's name says: whether it can be one at all, and its tag.</summary>
internal static partial class ImageReference
{
    public static bool IsValid(string image) => image.Length is > 0 and < 512 && Form().IsMatch(image);

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
        var slash = bare.IndexOf('/');
        if (slash < 0) return $"docker.io/library/{bare}";
        var registry = bare[..slash];
        return registry == "localhost" || registry.AsSpan().IndexOfAny('.', ':') >= 0 ? bare : $"docker.io/{bare}";
    }

    [GeneratedRegex("^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
