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

    [GeneratedRegex("^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
