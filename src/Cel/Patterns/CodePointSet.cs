using System.Globalization;
using System.Text;

namespace Timonier.Cel.Patterns;

/// <summary>Characters of a class, written as a .NET pattern over UTF-16: pairs beyond the basic plane become alternatives.</summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10ffff;

    public static readonly CodePointSet All = new();
    public static readonly CodePointSet NoNewLine = new();

    private static readonly Dictionary<string, (int Low, int High)[]> Named = new(StringComparer.Ordinal)
    {
        ["alnum"] = [('0', '9'), ('A', 'Z'), ('a', 'z')],
        ["alpha"] = [('A', 'Z'), ('a', 'z')],
        ["ascii"] = [(0, 0x7f)],
        ["blank"] = [('\t', '\t'), (' ', ' ')],
        ["cntrl"] = [(0, 0x1f), (0x7f, 0x7f)],
        ["digit"] = [('0', '9')],
        ["graph"] = [('!', '~')],
        ["lower"] = [('a', 'z')],
        ["print"] = [(' ', '~')],
        ["punct"] = [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        ["space"] = [('\t', '\r'), (' ', ' ')],
        ["perlspace"] = [('\t', '\n'), ('\f', '\r'), (' ', ' ')],
        ["upper"] = [('A', 'Z')],
        ["word"] = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        ["xdigit"] = [('0', '9'), ('A', 'F'), ('a', 'f')],
    };

    // The scripts that rules are seen to name; .NET knows categories, but no scripts.
    private static readonly Dictionary<string, (int Low, int High)[]> Scripts = new(StringComparer.Ordinal)
    {
        ["Any"] = [(0, Last)],
        ["Latin"] = [('A', 'Z'), ('a', 'z'), (0xaa, 0xaa), (0xba, 0xba), (0xc0, 0xd6), (0xd8, 0xf6), (0xf8, 0x2b8), (0x1e00, 0x1eff), (0x2c60, 0x2c7f), (0xa722, 0xa787), (0xff21, 0xff3a), (0xff41, 0xff5a)],
        ["Greek"] = [(0x370, 0x373), (0x375, 0x377), (0x37a, 0x37d), (0x37f, 0x37f), (0x384, 0x384), (0x386, 0x386), (0x388, 0x3e1), (0x3f0, 0x3ff), (0x1f00, 0x1ffe)],
        ["Cyrillic"] = [(0x400, 0x484), (0x487, 0x52f), (0x1c80, 0x1c88), (0x2de0, 0x2dff), (0xa640, 0xa69f)],
        ["Hebrew"] = [(0x591, 0x5f4), (0xfb1d, 0xfb4f)],
        ["Arabic"] = [(0x600, 0x604), (0x606, 0x60b), (0x60d, 0x61a), (0x61c, 0x61e), (0x620, 0x63f), (0x641, 0x64a), (0x656, 0x66f), (0x671, 0x6dc), (0x6de, 0x6ff), (0x750, 0x77f)],
        ["Thai"] = [(0xe01, 0xe3a), (0xe40, 0xe5b)],
        ["Hangul"] = [(0x1100, 0x11ff), (0x3131, 0x318e), (0xac00, 0xd7a3)],
        ["Hiragana"] = [(0x3041, 0x3096), (0x309d, 0x309f)],
        ["Katakana"] = [(0x30a1, 0x30fa), (0x30fd, 0x30ff), (0x31f0, 0x31ff), (0xff66, 0xff6f), (0xff71, 0xff9d)],
        ["Han"] = [(0x2e80, 0x2fd5), (0x3005, 0x3005), (0x3007, 0x3007), (0x3021, 0x3029), (0x3038, 0x303b), (0x3400, 0x4dbf), (0x4e00, 0x9fff), (0xf900, 0xfad9), (0x20000, 0x323af)],
    };

    private static readonly HashSet<string> Categories = new(StringComparer.Ordinal)
    {
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cs",
    };

    private readonly List<(int Low, int High)> ranges = [];
    private readonly StringBuilder categories = new();

    static CodePointSet()
    {
        All.Add(0, Last);
        NoNewLine.Add(0, '\n' - 1);
        NoNewLine.Add('\n' + 1, Last);
    }

    public void Add(int low, int high) => ranges.Add((low, high));

    public bool TryAddNamed(string name, bool isNegated) => TryAddRanges(Named, name, isNegated);

    public bool TryAddProperty(string name, bool isNegated)
    {
        if (!Categories.Contains(name)) return TryAddRanges(Scripts, name, isNegated);
        categories.Append(isNegated ? "\\P{" : "\\p{").Append(name).Append('}');
        return true;
    }

    public string ToPattern() => Write(Normalize(ranges), isNegated: false);

    public string ToNegatedPattern() => categories.Length > 0 ? Write(Normalize(ranges), isNegated: true) : Write(Complement(ranges), isNegated: false);

    /// <summary>UTF-16 units as escapes, safe in and outside of brackets.</summary>
    public static string Units(string text) => string.Concat(text.Select(c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}")));

    private bool TryAddRanges(Dictionary<string, (int Low, int High)[]> table, string name, bool isNegated)
    {
        if (!table.TryGetValue(name, out var found)) return false;
        ranges.AddRange(isNegated ? Complement(found) : found);
        return true;
    }

    private string Write(List<(int Low, int High)> set, bool isNegated)
    {
        var basic = new StringBuilder(categories.ToString());
        var pairs = new List<string>();
        foreach (var (low, high) in set)
        {
            AppendUnits(basic, low, Math.Min(high, 0xd7ff));
            AppendUnits(basic, Math.Max(low, 0xe000), Math.Min(high, 0xffff));
            if (high > 0xffff && !isNegated) AddPairs(pairs, Math.Max(low, 0x10000), high);
        }
        if (isNegated) return $@"(?:[^{basic}\uD800-\uDFFF]|[\uD800-\uDBFF][\uDC00-\uDFFF])";
        // A class of nothing matches nothing.
        if (basic.Length > 0) pairs.Insert(0, $"[{basic}]");
        return pairs.Count switch { 0 => @"[^\s\S]", 1 when basic.Length > 0 => pairs[0], _ => $"(?:{string.Join('|', pairs)})" };
    }

    private static void AppendUnits(StringBuilder basic, int low, int high)
    {
        if (low > high) return;
        basic.Append(CultureInfo.InvariantCulture, $"\\u{low:X4}");
        if (high > low) basic.Append(CultureInfo.InvariantCulture, $"-\\u{high:X4}");
    }

    /// <summary>A range of pairs: a part of the first high unit, all of those between, a part of the last.</summary>
    private static void AddPairs(List<string> pairs, int low, int high)
    {
        while (low <= high)
        {
            var unit = (low - 0x10000) >> 10;
            var unitEnd = 0x10000 + (unit << 10) + 0x3ff;
            var lastUnit = (high - 0x10000) >> 10;
            var isWhole = (low & 0x3ff) == 0 && high >= unitEnd;
            // Whole high units that follow one another are written as one range.
            var through = isWhole ? ((high & 0x3ff) == 0x3ff ? lastUnit : lastUnit - 1) : unit;
            var end = isWhole ? 0x10000 + (through << 10) + 0x3ff : Math.Min(high, unitEnd);
            var first = new StringBuilder();
            var second = new StringBuilder();
            AppendUnits(first, 0xd800 + unit, 0xd800 + through);
            AppendUnits(second, 0xdc00 + (low & 0x3ff), 0xdc00 + (end & 0x3ff));
            pairs.Add($"[{first}][{second}]");
            low = end + 1;
        }
    }

    private static List<(int Low, int High)> Normalize(IEnumerable<(int Low, int High)> set)
    {
        var merged = new List<(int Low, int High)>();
        foreach (var range in set.OrderBy(r => r.Low))
        {
            if (merged.Count > 0 && range.Low <= merged[^1].High + 1) merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, range.High));
            else merged.Add(range);
        }
        return merged;
    }

    private static List<(int Low, int High)> Complement(IEnumerable<(int Low, int High)> set)
    {
        var rest = new List<(int Low, int High)>();
        var next = 0;
        foreach (var (low, high) in Normalize(set))
        {
            if (low > next) rest.Add((next, low - 1));
            next = high + 1;
        }
        if (next <= Last) rest.Add((next, Last));
        return rest;
    }
}
