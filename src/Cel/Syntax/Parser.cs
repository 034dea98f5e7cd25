using System.Globalization;

namespace Timonier.Cel.Syntax;

/// <summary>
/// Reads an expression by descent. Parsing stops at the first fault: what follows one is seldom worth telling.
/// Depth and length are bounded, because checker and evaluator recurse as deep as the expression is.
/// </summary>
internal sealed partial class Parser
{
    public const int MostCodePoints = 100_000;
    private const int DeepestNesting = 250;
    private const int DeepestTree = 400;
    private const string Beginnings = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    private readonly ExpressionSource source;
    private readonly bool hasBindings;
    private readonly List<Token> tokens;
    private readonly Dictionary<Expr, int> depths = new(ReferenceEqualityComparer.Instance);
    private int at;
    private int nesting;
    private bool failed;

    private Parser(ExpressionSource source, bool hasBindings)
    {
        this.source = source;
        this.hasBindings = hasBindings;
        tokens = new Lexer(source).ReadAll();
    }

    /// <summary>The expression of the source; null when issues were reported.</summary>
    public static Expr? Parse(ExpressionSource source, bool hasBindings)
    {
        if (source.Text.Length > MostCodePoints && CodePoints.Count(source.Text) is var size and > MostCodePoints)
        {
            source.Report(0, $"expression code point size exceeds limit: size: {size}, limit {MostCodePoints}");
            return null;
        }
        var parser = new Parser(source, hasBindings);
        var expr = parser.ParseExpression();
        if (parser.Next.Kind != TokenKind.End) parser.FailTrailing();
        return source.HasIssues ? null : expr;
    }

    private Token Next => tokens[at];

    private bool Take(string symbol)
    {
        if (!Next.Is(symbol)) return false;
        at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol)) Fail($"Syntax error: mismatched input '{Next.Text}' expecting '{symbol}'");
    }

    private Literal Fail(string message, int position = -1)
    {
        if (!failed) source.Report(position < 0 ? Next.Start : position, message);
        failed = true;
        at = tokens.Count - 1;
        return new Literal(Next.Start, CelValue.Null);
    }

    private void FailTrailing()
    {
        var how = tokens[at + 1].Kind == TokenKind.End ? "extraneous" : "mismatched";
        Fail($"Syntax error: {how} input '{Next.Text}' expecting <EOF>");
    }

    private Expr Node(Expr made, params ReadOnlySpan<Expr?> children)
    {
        var depth = 0;
        foreach (var child in children)
            if (child is not null) depth = Math.Max(depth, depths.GetValueOrDefault(child));
        depths[made] = depth + 1;
        return depth >= DeepestTree ? FailTooDeep(made.Position) : made;
    }

    private Literal FailTooDeep(int position) => Fail($"expression recursion limit exceeded: {DeepestNesting}", position);

    private Expr ParseExpression()
    {
        if (++nesting > DeepestNesting) return FailTooDeep(Next.Start);
        var condition = ParseChain(isOr: true);
        if (Next.Is("?")) condition = ParseConditional(condition);
        nesting--;
        return condition;
    }

    private Expr ParseConditional(Expr condition)
    {
        var question = tokens[at++].Start;
        var whenTrue = ParseChain(isOr: true);
        Expect(":");
        var whenFalse = ParseExpression();
        return Node(new Call(question, "_?_:_", null, [condition, whenTrue, whenFalse]), condition, whenTrue, whenFalse);
    }

    /// <summary>Terms joined by one logical operator, as a balanced tree: long chains are common and must not be deep.</summary>
    private Expr ParseChain(bool isOr)
    {
        var first = isOr ? ParseChain(isOr: false) : ParseBinary(0);
        return Next.Is(isOr ? "||" : "&&") ? ParseTerms(isOr, first) : first;
    }

    private Expr ParseTerms(bool isOr, Expr first)
    {
        List<Expr> terms = [first];
        List<int> positions = [];
        while (Next.Is(isOr ? "||" : "&&"))
        {
            positions.Add(Next.Start);
            at++;
            terms.Add(isOr ? ParseChain(isOr: false) : ParseBinary(0));
        }
        return Balance(isOr ? "_||_" : "_&&_", terms, positions, 0, terms.Count - 1);
    }

    private Expr Balance(string function, List<Expr> terms, List<int> positions, int first, int last)
    {
        if (first == last) return terms[first];
        var middle = (first + last) / 2;
        var left = Balance(function, terms, positions, first, middle);
        var right = Balance(function, terms, positions, middle + 1, last);
        return Node(new Call(positions[middle], function, null, [left, right]), left, right);
    }

    /// <summary>Operators that bind at least as strongly as asked, from the left.</summary>
    private Expr ParseBinary(int weakest)
    {
        var left = ParseUnary();
        while (StrengthOf(Next) is var strength && strength >= weakest) left = ParseRight(left, strength);
        return left;
    }

    private Expr ParseRight(Expr left, int strength)
    {
        var token = tokens[at++];
        var right = ParseBinary(strength + 1);
        return Node(new Call(token.Start, token.Text == "in" ? "@in" : $"_{token.Text}_", null, [left, right]), left, right);
    }

    private static int StrengthOf(Token token) => token.Kind is not (TokenKind.Symbol or TokenKind.Word) ? -1 : token.Text switch
    {
        "<" or "<=" or ">" or ">=" or "==" or "!=" or "in" => 0,
        "+" or "-" => 1,
        "*" or "/" or "%" => 2,
        _ => -1,
    };

    private Expr ParseUnary()
    {
        var first = Next;
        if (!first.Is("!") && !first.Is("-")) return ParseMember();
        if (first.Is("-") && IsNumber(tokens[at + 1])) return ParseMember();
        var count = 0;
        while (Next.Is(first.Text) && !(first.Is("-") && IsNumber(tokens[at + 1])))
        {
            at++;
            count++;
        }
        var operand = ParseMember();
        // Two of them cancel each other out.
        return count % 2 == 0 ? operand : Node(new Call(first.Start, first.Text == "!" ? "!_" : "-_", null, [operand]), operand);
    }

    private static bool IsNumber(Token token) => token.Kind is TokenKind.Int or TokenKind.Uint or TokenKind.Double;

    private Literal ParseNumber()
    {
        var start = Next.Start;
        var sign = Take("-") ? "-" : "";
        var token = tokens[at++];
        var digits = (string)token.Value!;
        var isHex = digits.StartsWith("0x", StringComparison.Ordinal);
        if (token.Kind == TokenKind.Double)
            return double.TryParse(sign + digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsInfinity(number)
                ? new Literal(start, CelValue.Of(number))
                : Fail("invalid double literal", start);
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var isRead = ulong.TryParse(isHex ? digits[2..] : digits, style, CultureInfo.InvariantCulture, out var amount);
        if (token.Kind == TokenKind.Uint)
            return isRead && sign.Length == 0 ? new Literal(start, CelValue.Of(amount)) : Fail("invalid uint literal", start);
        if (!isRead || amount > (sign.Length > 0 ? 1UL << 63 : long.MaxValue)) return Fail("invalid int literal", start);
        return new Literal(start, CelValue.Of(sign.Length > 0 ? unchecked(-(long)amount) : (long)amount));
    }
}
