using System.Text;
using Timonier.Cel.Costs;
using Timonier.Cel.Functions;
using Timonier.Kernel;

namespace Timonier.Cel.Libraries;

/// <summary>Texts taken apart and put together, by code points.</summary>
internal static class StringLibrary
{
    /// <summary>A text beyond this is no longer made; replacing can make much of little.</summary>
    public const int LongestText = 16 * 1024 * 1024;

    public static readonly CelValue TooLong = CelValue.Error("text too long");

    private static readonly CelType S = CelType.String;

    public static void AddTo(FunctionTable table)
    {
        table.Member("charAt", [S, CelType.Int], S, a => CharAt(a[0].AsString(), a[1].AsInt()));
        table.Member("lowerAscii", [S], S, a => CelValue.Of(Map(a[0].AsString(), char.IsAsciiLetterUpper, 32)), CallCost.Traversal(0, keepsSize: true));
        table.Member("upperAscii", [S], S, a => CelValue.Of(Map(a[0].AsString(), char.IsAsciiLetterLower, -32)), CallCost.Traversal(0, keepsSize: true));
        table.Member("trim", [S], S, a => CelValue.Of(a[0].AsString().Trim()), CallCost.Traversal(0, keepsSize: true));
        table.Member("substring", [S, CelType.Int], S, a => Substring(a[0].AsString(), a[1].AsInt(), null), CallCost.Traversal(0, keepsSize: true));
        table.Member("substring", [S, CelType.Int, CelType.Int], S, a => Substring(a[0].AsString(), a[1].AsInt(), a[2].AsInt()), CallCost.Traversal(0, keepsSize: true));
        table.Member("indexOf", [S, S], CelType.Int, a => IndexOf(a[0].AsString(), a[1].AsString(), 0), ListLibrary.WalkText);
        table.Member("indexOf", [S, S, CelType.Int], CelType.Int, a => IndexOf(a[0].AsString(), a[1].AsString(), a[2].AsInt()), ListLibrary.WalkText);
        table.Member("lastIndexOf", [S, S], CelType.Int, a => LastIndexOf(a[0].AsString(), a[1].AsString(), null), ListLibrary.WalkText);
        table.Member("lastIndexOf", [S, S, CelType.Int], CelType.Int, a => LastIndexOf(a[0].AsString(), a[1].AsString(), a[2].AsInt()), ListLibrary.WalkText);
        table.Member("replace", [S, S, S], S, a => Replace(a[0].AsString(), a[1].AsString(), a[2].AsString(), -1), StringCosts.Replace);
        table.Member("replace", [S, S, S, CelType.Int], S, a => Replace(a[0].AsString(), a[1].AsString(), a[2].AsString(), a[3].AsInt()), StringCosts.Replace);
        table.Member("split", [S, S], CelType.List(S), a => Split(a[0].AsString(), a[1].AsString(), -1), StringCosts.Split);
        table.Member("split", [S, S, CelType.Int], CelType.List(S), a => Split(a[0].AsString(), a[1].AsString(), a[2].AsInt()), StringCosts.Split);
        table.Member("join", [CelType.List(S)], S, a => Join(a[0].AsList(), ""), StringCosts.Join);
        table.Member("join", [CelType.List(S), S], S, a => Join(a[0].AsList(), a[1].AsString()), StringCosts.Join);
        table.Member("format", [S, CelType.AnyList], S, a => TextFormat.Format(a[0].AsString(), a[1].AsList()), StringCosts.Format);
        table.Global("strings.quote", [S], S, a => CelValue.Of(GoText.Quote(a[0].AsString())), StringCosts.Quote);
    }

    private static CelValue OutOfRange(long index) => CelValue.Error($"index out of range: {index}");

    private static CelValue CharAt(string text, long position)
    {
        var size = CodePoints.Count(text);
        if (position < 0 || position > size) return OutOfRange(position);
        var offset = CodePoints.OffsetOf(text, position);
        return CelValue.Of(position == size ? "" : text[offset..CodePoints.OffsetOf(text, position + 1)]);
    }

    private static CelValue Substring(string text, long start, long? end)
    {
        var size = CodePoints.Count(text);
        var stop = end ?? size;
        if (end is not null && start > stop) return CelValue.Error($"invalid substring range. start: {start}, end: {stop}");
        if (start < 0 || start > size) return OutOfRange(start);
        if (stop < 0 || stop > size) return OutOfRange(stop);
        return CelValue.Of(text[CodePoints.OffsetOf(text, start)..CodePoints.OffsetOf(text, stop)]);
    }

    private static CelValue IndexOf(string text, string sought, long from)
    {
        if (sought.Length == 0) return CelValue.Of(from);
        if (from < 0 || (from > 0 && from >= CodePoints.Count(text))) return OutOfRange(from);
        var found = text.IndexOf(sought, CodePoints.OffsetOf(text, from), StringComparison.Ordinal);
        return CelValue.Of(found < 0 ? -1L : CodePoints.PositionOf(text, found));
    }

    private static CelValue LastIndexOf(string text, string sought, long? from)
    {
        if (sought.Length == 0) return CelValue.Of(from ?? CodePoints.Count(text));
        if (from is < 0 || from >= CodePoints.Count(text)) return OutOfRange(from.Value);
        if (text.Length < sought.Length) return CelValue.Of(-1L);
        var start = from is null ? text.Length - sought.Length : Math.Min(CodePoints.OffsetOf(text, from.Value), text.Length - sought.Length);
        for (var i = start; i >= 0; i--)
            if (string.CompareOrdinal(text, i, sought, 0, sought.Length) == 0) return CelValue.Of((long)CodePoints.PositionOf(text, i));
        return CelValue.Of(-1L);
    }

    private static CelValue Replace(string text, string old, string by, long limit)
    {
        if (limit == 0 || old == by) return CelValue.Of(text);
        var replaced = new StringBuilder(text.Length);
        var at = 0;
        for (var count = 0L; limit < 0 || count < limit; count++)
        {
            // Nothing stands between all code points, before the first and behind the last.
            var next = old.Length == 0 ? NextGap(text, at, count) : text.IndexOf(old, at, StringComparison.Ordinal);
            if (next < 0) break;
            replaced.Append(text, at, next - at).Append(by);
            if (replaced.Length > LongestText) return TooLong;
            at = next + old.Length;
        }
        return CelValue.Of(replaced.Append(text, at, text.Length - at).ToString());
    }

    private static int NextGap(string text, int at, long count)
    {
        if (count == 0) return 0;
        return at >= text.Length ? -1 : at + CodePoints.RuneAt(text, at).Utf16SequenceLength;
    }

    private static CelValue Split(string text, string separator, long limit)
    {
        if (limit == 0) return CelValue.List();
        if (limit == 1) return CelValue.List(CelValue.Of(text));
        var parts = separator.Length > 0
            ? limit > 0 ? [.. text.Split(separator, (int)Math.Min(limit, int.MaxValue))] : [.. text.Split(separator)]
            : CodePoints.Split(text);
        if (limit > 0 && parts.Count > limit)
        {
            var rest = string.Concat(parts.Skip((int)limit - 1));
            parts = [.. parts.Take((int)limit - 1), rest];
        }
        return CelValue.List([.. parts.Select(CelValue.Of)]);
    }

    private static CelValue Join(CelList list, string separator)
    {
        var joined = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Kind != CelKind.String) return list[i].IsError ? list[i] : CelValue.NoSuchOverload;
            if (i > 0) joined.Append(separator);
            joined.Append(list[i].AsString());
            if (joined.Length > LongestText) return TooLong;
        }
        return CelValue.Of(joined.ToString());
    }

    private static string Map(string text, Func<char, bool> applies, int shift) =>
        string.Create(text.Length, (text, applies, shift), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = state.applies(state.text[i]) ? (char)(state.text[i] + state.shift) : state.text[i];
        });
}
