namespace Timonier.Cel.Syntax;

internal sealed partial class Parser
{
    private Expr ParseMember()
    {
        var expr = ParsePrimary();
        while (!failed)
        {
            var token = Next;
            if (Take(".")) expr = ParseSelection(expr, token.Start);
            else if (Take("["))
            {
                var isOptional = Take("?");
                var index = ParseExpression();
                Expect("]");
                expr = Node(new Call(token.Start, isOptional ? "_[?_]" : "_[_]", null, [expr, index]), expr, index);
            }
            else if (token.Is("{") && MessageName(expr) is { } name) expr = ParseMessage(name);
            else break;
        }
        return expr;
    }

    private Expr ParseSelection(Expr operand, int dot)
    {
        var isOptional = Take("?");
        var token = Next;
        if (token.Kind == TokenKind.QuotedIdentifier)
        {
            at++;
            return Node(new Select(dot, operand, (string)token.Value!, isTest: false, isOptional), operand);
        }
        if (token.Kind != TokenKind.Identifier) return Fail($"Syntax error: mismatched input '{token.Text}' expecting {(isOptional ? "{IDENTIFIER, ESC_IDENTIFIER}" : "{'?', IDENTIFIER, ESC_IDENTIFIER}")}");
        at++;
        var open = Next.Start;
        if (isOptional || !Take("(")) return Node(new Select(dot, operand, token.Text, isTest: false, isOptional), operand);
        var arguments = ParseArguments();
        return failed ? operand : Node(Macro(open, operand, token.Text, arguments) ?? new Call(open, token.Text, operand, arguments), [operand, .. arguments]);
    }

    private Expr ParsePrimary()
    {
        var token = Next;
        switch (token.Kind)
        {
            case TokenKind.Int or TokenKind.Uint or TokenKind.Double:
                return ParseNumber();
            case TokenKind.String:
                at++;
                return new Literal(token.Start, CelValue.Of((string)token.Value!));
            case TokenKind.Bytes:
                at++;
                return new Literal(token.Start, CelValue.Of((byte[])token.Value!));
            case TokenKind.Identifier:
                return ParseName("");
            case TokenKind.Word when token.Text != "in":
                at++;
                return new Literal(token.Start, token.Text switch { "true" => CelValue.True, "false" => CelValue.False, _ => CelValue.Null });
        }
        if (token.Is("-") && IsNumber(tokens[at + 1])) return ParseNumber();
        if (Take("("))
        {
            var inner = ParseExpression();
            Expect(")");
            return inner;
        }
        if (Take("[")) return ParseList(token.Start);
        if (Take("{")) return ParseMap(token.Start);
        if (token.Is(".") && tokens[at + 1].Kind == TokenKind.Identifier)
        {
            at++;
            return ParseName(".");
        }
        return Fail($"Syntax error: mismatched input '{token.Text}' expecting {Beginnings}");
    }

    private Expr ParseName(string root)
    {
        var token = tokens[at++];
        if (CelNames.IsReserved(token.Text)) return Fail($"reserved identifier: {token.Text}", token.Start);
        var open = Next.Start;
        if (!Take("(")) return new Identifier(token.Start, root + token.Text);
        var arguments = ParseArguments();
        if (failed) return new Literal(token.Start, CelValue.Null);
        return Node(Macro(open, null, token.Text, arguments) ?? new Call(open, root + token.Text, null, arguments), arguments);
    }

    private Expr[] ParseArguments()
    {
        if (Take(")")) return [];
        List<Expr> arguments = [ParseExpression()];
        while (Take(",")) arguments.Add(ParseExpression());
        Expect(")");
        return [.. arguments];
    }

    private Expr ParseList(int position)
    {
        List<(Expr Value, bool IsOptional)> items = [];
        while (!failed && !Next.Is("]"))
        {
            var isOptional = Take("?");
            items.Add((ParseExpression(), isOptional));
            if (!Take(",")) break;
        }
        Expect("]");
        return Node(new ListLiteral(position, [.. items]), [.. items.Select(i => i.Value)]);
    }

    private Expr ParseMap(int position)
    {
        List<(Expr Key, Expr Value, bool IsOptional)> entries = [];
        while (!failed && !Next.Is("}"))
        {
            var isOptional = Take("?");
            var key = ParseExpression();
            Expect(":");
            entries.Add((key, ParseExpression(), isOptional));
            if (!Take(",")) break;
        }
        Expect("}");
        return Node(new MapLiteral(position, [.. entries]), [.. entries.Select(e => e.Key), .. entries.Select(e => e.Value)]);
    }

    private Expr ParseMessage(string name)
    {
        var position = tokens[at++].Start;
        List<(int Position, string Name, Expr Value, bool IsOptional)> fields = [];
        while (!failed && !Next.Is("}"))
        {
            var isOptional = Take("?");
            var token = Next;
            if (token.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier)) return Fail($"Syntax error: mismatched input '{token.Text}' expecting {{IDENTIFIER, ESC_IDENTIFIER}}");
            at++;
            var colon = Next.Start;
            Expect(":");
            fields.Add((colon, token.Value as string ?? token.Text, ParseExpression(), isOptional));
            if (!Take(",")) break;
        }
        Expect("}");
        return Node(new MessageLiteral(position, name, [.. fields]), [.. fields.Select(f => f.Value)]);
    }

    /// <summary>A chain of plain names, as it stands before the braces of a message; null for any other expression.</summary>
    internal static string? MessageName(Expr expr) => expr switch
    {
        Identifier identifier => identifier.Name,
        Select { IsTest: false, IsOptional: false } select when MessageName(select.Operand) is { } operand => operand + "." + select.Field,
        _ => null,
    };
}
