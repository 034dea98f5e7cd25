using System.Buffers;
using System.Text;

namespace Timonier.Cel.Syntax;

/// <summary>Cuts an expression into tokens. What no token begins with is reported and skipped.</summary>
internal sealed partial class Lexer(ExpressionSource source)
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%", "<", ">"];

    private static readonly SearchValues<char> NamePart = SearchValues.Create("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<char> QuotedPart = SearchValues.Create("_.-/ abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private readonly string text = source.Text;
    private int at;

    public List<Token> ReadAll()
    {
        var tokens = new List<Token>();
        while (true)
        {
            SkipBlanks();
            if (at >= text.Length) break;
            if (TryRead(out var token)) tokens.Add(token);
        }
        tokens.Add(new Token(TokenKind.End, text.Length, "<EOF>"));
        return tokens;
    }

    private void SkipBlanks()
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\n' or '\r' or '\f') at++;
            else if (text.AsSpan(at).StartsWith("//"))
            {
                var end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
            }
            else return;
        }
    }

    private bool TryRead(out Token token)
    {
        var c = text[at];
        if (IsTextAhead(out var isBytes, out var isRaw)) return TryReadText(isBytes, isRaw, out token);
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))) return TryReadNumber(out token);
        if (c == '_' || char.IsAsciiLetter(c))
        {
            token = ReadName();
            return true;
        }
        if (c == '`' && TryReadQuoted(out token)) return true;
        foreach (var symbol in Symbols)
        {
            if (!text.AsSpan(at).StartsWith(symbol)) continue;
            token = new Token(TokenKind.Symbol, at, symbol);
            at += symbol.Length;
            return true;
        }
        token = default;
        var width = char.IsHighSurrogate(c) && at + 1 < text.Length ? 2 : 1;
        source.Report(at, $"Syntax error: token recognition error at: '{text.Substring(at, width)}'");
        at += width;
        return false;
    }

    private Token ReadName()
    {
        var start = at;
        var length = text.AsSpan(at).IndexOfAnyExcept(NamePart);
        at = length < 0 ? text.Length : at + length;
        var name = text[start..at];
        return new Token(name is "true" or "false" or "null" or "in" ? TokenKind.Word : TokenKind.Identifier, start, name);
    }

    private bool TryReadQuoted(out Token token)
    {
        token = default;
        var length = text.AsSpan(at + 1).IndexOfAnyExcept(QuotedPart);
        if (length <= 0 || text[at + 1 + length] != '`') return false;
        token = new Token(TokenKind.QuotedIdentifier, at, text.Substring(at, length + 2), text.Substring(at + 1, length));
        at += length + 2;
        return true;
    }

    private bool TryReadNumber(out Token token)
    {
        var start = at;
        var isHex = text.AsSpan(at).StartsWith("0x") && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 2]);
        if (isHex) at += 2;
        while (at < text.Length && (isHex ? char.IsAsciiHexDigit(text[at]) : char.IsAsciiDigit(text[at]))) at++;
        var kind = !isHex && SkipFraction() ? TokenKind.Double : TokenKind.Int;
        var digits = text[start..at];
        if (kind == TokenKind.Int && at < text.Length && text[at] is 'u' or 'U')
        {
            kind = TokenKind.Uint;
            at++;
        }
        token = new Token(kind, start, text[start..at], digits);
        return true;
    }

    private bool SkipFraction()
    {
        var start = at;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1])) SkipDigits(at + 1);
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var digits = at + 1 < text.Length && text[at + 1] is '+' or '-' ? at + 2 : at + 1;
            if (digits < text.Length && char.IsAsciiDigit(text[digits])) SkipDigits(digits);
        }
        return at > start;
    }

    private void SkipDigits(int from)
    {
        at = from;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
    }
}
