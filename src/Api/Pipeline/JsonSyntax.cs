using System.Text;
using Timonier.Documents;

namespace Timonier.Api.Pipeline;

/// <summary>Says what is wrong with JSON in the words that Go's decoder uses, since tools look for them.</summary>
internal ref struct JsonSyntax
{
    private const string Ended = "unexpected end of JSON input";
    private readonly ReadOnlySpan<byte> text;
    private int at;

    private JsonSyntax(ReadOnlySpan<byte> text) => this.text = text;

    /// <summary>The fault; null when the bytes are one JSON value.</summary>
    public static string? Fault(ReadOnlySpan<byte> text)
    {
        var scan = new JsonSyntax(text);
        if (scan.Value(0) is { } fault) return fault;
        scan.Blanks();
        return scan.at < text.Length ? scan.Here("after top-level value") : null;
    }

    private string? Value(int depth)
    {
        Blanks();
        if (at >= text.Length) return Ended;
        // Upstream lets objects nest ten thousand deep; nobody does, and everything behind this walks them on the stack.
        if (depth >= Document.MaxDepth && text[at] is ((byte)'{' or (byte)'[')) return Here("exceeded max depth");
        switch (text[at])
        {
            case (byte)'{': return Members(depth);
            case (byte)'[': return Items(depth);
            case (byte)'"': return Text();
            case (byte)'t': return Word("true"u8);
            case (byte)'f': return Word("false"u8);
            case (byte)'n': return Word("null"u8);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'): return Number();
            default: return Here("looking for beginning of value");
        }
    }

    private string? Members(int depth)
    {
        at++;
        Blanks();
        if (Take('}')) return null;
        while (true)
        {
            Blanks();
            if (at >= text.Length) return Ended;
            if (text[at] != '"') return Here("looking for beginning of object key string");
            if (Text() is { } key) return key;
            Blanks();
            if (at >= text.Length) return Ended;
            if (!Take(':')) return Here("after object key");
            if (Value(depth + 1) is { } fault) return fault;
            Blanks();
            if (at >= text.Length) return Ended;
            if (Take('}')) return null;
            if (!Take(',')) return Here("after object key:value pair");
        }
    }

    private string? Items(int depth)
    {
        at++;
        Blanks();
        if (Take(']')) return null;
        while (true)
        {
            if (Value(depth + 1) is { } fault) return fault;
            Blanks();
            if (at >= text.Length) return Ended;
            if (Take(']')) return null;
            if (!Take(',')) return Here("after array element");
        }
    }

    private string? Text()
    {
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                return null;
            }
            if (text[at] < 0x20) return Here("in string literal");
            if (text[at] != '\\') continue;
            if (++at >= text.Length) return Ended;
            if (text[at] == 'u')
            {
                for (var digit = 0; digit < 4; digit++)
                    if (++at >= text.Length) return Ended;
                    else if (!char.IsAsciiHexDigit((char)text[at])) return Here("in \\u hexadecimal character escape");
            }
            else if (!"\"\\/bfnrt"u8.Contains(text[at])) return Here("in string escape code");
        }
        return Ended;
    }

    private string? Word(ReadOnlySpan<byte> word)
    {
        for (var i = 0; i < word.Length; i++, at++)
        {
            if (at >= text.Length) return Ended;
            if (text[at] != word[i]) return Here($"in literal {Encoding.ASCII.GetString(word)} (expecting {Quote(word[i])})");
        }
        return null;
    }

    private string? Number()
    {
        Take('-');
        if (!Take('0') && !Digits()) return Wrong("in numeric literal");
        if (Take('.') && !Digits()) return Wrong("after decimal point in numeric literal");
        if (!Take('e') && !Take('E')) return null;
        if (!Take('+')) Take('-');
        return Digits() ? null : Wrong("in exponent of numeric literal");
    }

    private bool Digits()
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit((char)text[at])) at++;
        return at > start;
    }

    private bool Take(char wanted)
    {
        if (at >= text.Length || text[at] != wanted) return false;
        at++;
        return true;
    }

    private void Blanks()
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
    }

    private readonly string Wrong(string where) => at >= text.Length ? Ended : Here(where);

    private readonly string Here(string where) => $"invalid character {Quote(text[at])} {where}";

    private static string Quote(byte value) => value switch
    {
        (byte)'\'' => @"'\''",
        (byte)'"' => "'\"'",
        (byte)'\n' => @"'\n'",
        (byte)'\r' => @"'\r'",
        (byte)'\t' => @"'\t'",
        (byte)'\\' => @"'\\'",
        < 0x20 or 0x7f => $@"'\x{value:x2}'",
        _ => $"'{(char)value}'",
    };
}
