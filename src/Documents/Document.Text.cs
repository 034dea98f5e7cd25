using System.Text;
using System.Text.Json;

namespace Timonier.Documents;

public sealed partial class Document
{
    internal string Unescape(in Token token)
    {
        var text = TextOf(in token);
        if (!token.Escaped) return Encoding.UTF8.GetString(text);
        // Escapes are rare in this API, so the framework's own reader does them, quotes and all.
        var reader = new Utf8JsonReader(utf8.Span.Slice(token.Start - 1, token.Length + 2));
        reader.Read();
        return reader.GetString()!;
    }
}
