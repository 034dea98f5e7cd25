using System.Globalization;
using System.Text;

namespace Timonier.Cel.Syntax;

internal sealed partial class Lexer
{
    private bool IsTextAhead(out bool isBytes, out bool isRaw)
    {
        isBytes = isRaw = false;
        var i = at;
        if (i < text.Length && text[i] is 'b' or 'B') (isBytes, i) = (true, i + 1);
        if (i < text.Length && text[i] is 'r' or 'R') (isRaw, i) = (true, i + 1);
        return i < text.Length && text[i] is '"' or '\'';
    }

    private bool TryReadText(bool isBytes, bool isRaw, out Token token)
    {
        var start = at;
        var open = at + (isBytes ? 1 : 0) + (isRaw ? 1 : 0);
        var quote = text[open];
        var isTriple = open + 2 < text.Length && text[open + 1] == quote && text[open + 2] == quote;
        var content = open + (isTriple ? 3 : 1);
        var end = FindEnd(content, quote, isTriple, isRaw);
        token = default;
        if (end < 0)
        {
            at = content;
            while (at < text.Length && text[at] is not ('\n' or '\r')) at++;
            source.Report(start, $"Syntax error: token recognition error at: '{text[start..at]}'");
            return false;
        }
        at = end + (isTriple ? 3 : 1);
        var value = text[content..end].ReplaceLineEndings("\n");
        object? read = isBytes ? ReadBytes(value, isRaw) : ReadString(value, isRaw);
        if (read is null)
        {
            source.Report(start, $"Syntax error: token recognition error at: '{text[start..at]}'");
            return false;
        }
        token = new Token(isBytes ? TokenKind.Bytes : TokenKind.String, start, text[start..at], read);
        return true;
    }

    private int FindEnd(int from, char quote, bool isTriple, bool isRaw)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\\' && !isRaw) i++;
            else if (text[i] is '\n' or '\r' && !isTriple) return -1;
            else if (text[i] == quote && (!isTriple || (i + 2 < text.Length && text[i + 1] == quote && text[i + 2] == quote))) return i;
        }
        return -1;
    }

    private static string? ReadString(string content, bool isRaw)
    {
        if (isRaw || !content.Contains('\\', StringComparison.Ordinal)) return content;
        var read = new StringBuilder(content.Length);
        for (var i = 0; i < content.Length;)
        {
            if (content[i] != '\\') read.Append(content[i++]);
            else if (TryEscape(content, ref i, out var code, out _) && Rune.IsValid(code)) read.Append(new Rune(code).ToString());
            else return null;
        }
        return read.ToString();
    }

    private static byte[]? ReadBytes(string content, bool isRaw)
    {
        if (isRaw) return Encoding.UTF8.GetBytes(content);
        var read = new List<byte>(content.Length);
        for (var i = 0; i < content.Length;)
        {
            if (content[i] == '\\')
            {
                if (!TryEscape(content, ref i, out var code, out var isUnicode) || isUnicode) return null;
                read.Add((byte)code);
                continue;
            }
            var next = content.IndexOf('\\', i);
            if (next < 0) next = content.Length;
            read.AddRange(Encoding.UTF8.GetBytes(content[i..next]));
            i = next;
        }
        return [.. read];
    }

    /// <summary>One escape from its backslash on; a code that \u or \U gives stands for a character, never for a byte.</summary>
    private static bool TryEscape(string content, ref int at, out int code, out bool isUnicode)
    {
        code = 0;
        isUnicode = false;
        if (at + 1 >= content.Length) return false;
        var letter = content[at + 1];
        at += 2;
        const string Letters = "abfnrtv\\?'\"`";
        const string Codes = "\a\b\f\n\r\t\v\\?'\"`";
        if (Letters.IndexOf(letter, StringComparison.Ordinal) is var plain and >= 0)
        {
            code = Codes[plain];
            return true;
        }
        isUnicode = letter is 'u' or 'U';
        return letter switch
        {
            'x' or 'X' => TryHex(content, ref at, 2, out code),
            'u' => TryHex(content, ref at, 4, out code),
            'U' => TryHex(content, ref at, 8, out code),
            >= '0' and <= '3' => TryOctal(content, letter, ref at, out code),
            _ => false,
        };
    }

    private static bool TryHex(string content, ref int at, int digits, out int code)
    {
        code = 0;
        if (at + digits > content.Length) return false;
        var isRead = int.TryParse(content.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code);
        at += digits;
        return isRead;
    }

    private static bool TryOctal(string content, char first, ref int at, out int code)
    {
        code = 0;
        if (at + 2 > content.Length || content[at] is < '0' or > '7' || content[at + 1] is < '0' or > '7') return false;
        code = (first - '0') * 64 + (content[at] - '0') * 8 + (content[at + 1] - '0');
        at += 2;
        return true;
    }
}
