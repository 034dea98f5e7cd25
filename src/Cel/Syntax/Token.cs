namespace Timonier.Cel.Syntax;

internal enum TokenKind : byte { End, Identifier, QuotedIdentifier, Int, Uint, Double, String, Bytes, Symbol, Word }

/// <summary>A piece of an expression: where it stands, and what it says.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, string Text, object? Value = null)
{
    public bool Is(string symbol) => Kind is TokenKind.Symbol or TokenKind.Word && Text == symbol;
}
