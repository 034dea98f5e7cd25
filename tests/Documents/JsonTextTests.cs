using System.Text;

namespace Timonier.Documents.Tests;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("""a\n\t\"\\\/\u0041\u00e9""", "a\n\t\"\\/Aé")]
    [InlineData("""\ud83d\ude00""", "😀")]
    [InlineData("""\ud83d""", "\uFFFD")]
    [InlineData("""\ud83dx""", "\uFFFDx")]
    [InlineData("""\ude00\ud83d""", "\uFFFD\uFFFD")]
    [InlineData("""\ud83d\u0041""", "\uFFFDA")]
    public void Unescape_Escapes_ReadAsGoReadsThem(string escaped, string text) => JsonText.Unescape(Encoding.UTF8.GetBytes(escaped)).ShouldBe(text);

    [Fact]
    public void Document_InvalidUtf8_IsReadWithReplacements()
    {
        byte[] json = [.. "{\"a\":\""u8, 0xFE, .. "\\n\"}"u8];
        DraftObject.Of(Document.Parse(json)).ToString().ShouldBe("{\"a\":\"\uFFFD\\n\"}");
    }
}
