using System.Globalization;

namespace Timonier.Runtime.Cri;

/// <summary>Major and minor of texts such as <c>1.6.20~ds1</c> or <c>v2.1.9</c>.</summary>
internal sealed record ContainerdVersion(int Major, int Minor)
{
    public static ContainerdVersion? Parse(string text)
    {
        var parts = text.TrimStart('v').Split('.');
        return parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1].AsSpan()[..parts[1].TakeWhile(char.IsAsciiDigit).Count()], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new(major, minor)
            : null;
    }

    /// <summary>Of the output of <c>containerd --version</c>: program, package, version, revision.</summary>
    public static ContainerdVersion? ParseBanner(string banner) =>
        banner.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Parse).FirstOrDefault(version => version is not null);
}
