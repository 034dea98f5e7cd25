using System.Globalization;

namespace Timonier.Api.Admission.PodSecurity;

/// <summary>A level as it was defined in one version of Kubernetes, or as it is now.</summary>
/// <param name="Level">How strict.</param>
/// <param name="Minor">The version's second number; <see cref="Latest"/> for the newest.</param>
public sealed record PodStandard(PodLevel Level, int Minor = PodStandard.Latest)
{
    public const int Latest = int.MaxValue;

    public static PodLevel? ParseLevel(string text) => text switch
    {
        "privileged" => PodLevel.Privileged,
        "baseline" => PodLevel.Baseline,
        "restricted" => PodLevel.Restricted,
        _ => null,
    };

    public static int? ParseMinor(string text)
    {
        if (text == "latest") return Latest;
        if (!text.StartsWith("v1.", StringComparison.Ordinal) || text.Length > 8 || (text.Length > 4 && text[3] == '0')) return null;
        return int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minor) ? minor : null;
    }

    public override string ToString()
    {
        var level = Level switch { PodLevel.Privileged => "privileged", PodLevel.Baseline => "baseline", _ => "restricted" };
        return Minor == Latest ? level + ":latest" : string.Create(CultureInfo.InvariantCulture, $"{level}:v1.{Minor}");
    }
}
