using System.Globalization;

namespace Timonier.Cel.Libraries;

/// <summary>A version by the rules of semver.org.</summary>
internal sealed class CelSemver(ulong major, ulong minor, ulong patch, string[] pre, string[] build) : CelOpaque(SemverType)
{
    public static readonly CelType SemverType = CelType.Opaque("kubernetes.Semver");

    public ulong Major => major;
    public ulong Minor => minor;
    public ulong Patch => patch;
    private string[] Pre => pre;

    public override bool Equals(object? obj) => obj is CelSemver other && Order(other) == 0;

    public override int GetHashCode() => HashCode.Combine(major, minor, patch);

    public override string ToString() =>
        $"{major}.{minor}.{patch}" + (pre.Length > 0 ? "-" + string.Join('.', pre) : "") + (build.Length > 0 ? "+" + string.Join('.', build) : "");

    /// <summary>Order without the build's data; a version before the release comes before the release.</summary>
    public int Order(CelSemver other)
    {
        var order = (major, minor, patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0) return order;
        if (pre.Length == 0 || other.Pre.Length == 0) return other.Pre.Length.CompareTo(pre.Length) is var release && release == 0 ? 0 : Math.Sign(release);
        for (var i = 0; i < pre.Length && i < other.Pre.Length; i++)
            if (ComparePart(pre[i], other.Pre[i]) is var part and not 0) return part;
        return pre.Length.CompareTo(other.Pre.Length);
    }

    public static CelSemver? Parse(string text, out string fault)
    {
        fault = "Version string empty";
        if (text.Length == 0) return null;
        var core = text.IndexOfAny(['-', '+']) is var cut and >= 0 ? text[..cut] : text;
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        var build = plus < 0 ? [] : text[(plus + 1)..].Split('.');
        var before = plus < 0 ? text : text[..plus];
        var pre = before.Length > core.Length ? before[(core.Length + 1)..].Split('.') : [];
        var parts = core.Split('.');
        fault = "No Major.Minor.Patch elements found";
        if (parts.Length != 3) return null;
        var numbers = new ulong[3];
        for (var i = 0; i < 3; i++)
        {
            fault = $"Invalid character(s) found in {(i == 0 ? "major" : i == 1 ? "minor" : "patch")} number \"{parts[i]}\"";
            if (!ulong.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return null;
            fault = $"{(i == 0 ? "Major" : i == 1 ? "Minor" : "Patch")} number must not contain leading zeroes \"{parts[i]}\"";
            if (parts[i].Length > 1 && parts[i][0] == '0') return null;
        }
        fault = "Prerelease is empty";
        if (Array.Exists(pre, p => p.Length == 0)) return null;
        fault = "Build meta data is empty";
        if (Array.Exists(build, p => p.Length == 0)) return null;
        fault = $"Invalid character(s) found in prerelease or build of \"{text}\"";
        if (pre.Concat(build).Any(p => p.Any(c => c != '-' && !char.IsAsciiLetterOrDigit(c)))) return null;
        fault = $"Numeric PreRelease version must not contain leading zeroes in \"{text}\"";
        return Array.Exists(pre, p => p.Length > 1 && p[0] == '0' && IsNumber(p)) ? null : new CelSemver(numbers[0], numbers[1], numbers[2], pre, build);
    }

    /// <summary>Reads what people write for versions: a leading v, leading zeros, and minor or patch left out.</summary>
    public static string Normalize(string text)
    {
        text = text.Trim();
        if (text.StartsWith('v')) text = text[1..];
        var parts = text.Split('.', 3);
        for (var i = 0; i < parts.Length; i++)
        {
            var digits = parts[i].AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : parts[i].Length;
            var zeros = parts[i].AsSpan(0, digits).IndexOfAnyExcept('0') is var first and >= 0 ? first : digits - 1;
            if (zeros > 0) parts[i] = parts[i][zeros..];
        }
        if (parts.Length == 3 || parts[^1].AsSpan().IndexOfAny('+', '-') >= 0) return string.Join('.', parts);
        return string.Join('.', parts) + (parts.Length == 2 ? ".0" : ".0.0");
    }

    private static bool IsNumber(string part) => part.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private static int ComparePart(string left, string right)
    {
        var (isLeft, isRight) = (IsNumber(left), IsNumber(right));
        if (isLeft != isRight) return isLeft ? -1 : 1;
        if (isLeft && left.Length != right.Length) return left.Length.CompareTo(right.Length);
        return Math.Sign(string.CompareOrdinal(left, right));
    }
}
