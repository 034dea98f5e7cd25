using System.Text;
using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class JsonFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Json_AnyBytes_AreReadOrRefused() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var json = Noise.Broken(random, Encoding.UTF8.GetBytes(RandomObject.Of(kind, random).ToString()));
        DuplicateFields.Find(json).Count.ShouldBeLessThanOrEqualTo(json.Length);
        if (Attempt(json.Length, () => Draft.From(Document.Parse(json).Root)) is not { } read) return;
        var text = read.ToString();
        Draft.From(Document.Parse(text).Root).ToString().ShouldBe(text);
        if (read is DraftObject body) Behind.Survives(kind, body);
    });
}
