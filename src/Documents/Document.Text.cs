namespace Timonier.Documents;

public sealed partial class Document
{
    internal string Unescape(in Token token) => JsonText.Unescape(TextOf(in token));
}
