using System.Buffers.Text;
using System.Text;
using Timonier.Api.Reads;
using Timonier.Tests.Fuzzing;

namespace Timonier.Api.Tests.Fuzz;

public sealed class ContinueFuzz(ITestOutputHelper output) : Timonier.Tests.Fuzzing.Fuzz(output)
{
    [Fact]
    public void Token_AnyText_StaysWithinItsListOrIsRefused() => Run(random =>
    {
        var json = Noise.Sample(random, """{"v":"meta.k8s.io/v1","rv":12,"start":"default/web-1\u0000"}""", """{"v":"meta.k8s.io/v1","rv":-1,"start":"../a"}""", """{"v":"v2","rv":1,"start":"a"}""", """[{"rv":9}]""", "null");
        var text = random.Next(6) == 0 ? Noise.Sample(random, "abc", "", "e30") : Noise.Sample(random, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)));
        var (token, fault) = Attempt(text.Length, () => ContinueToken.Parse(text));
        if (token is null)
        {
            fault.ShouldStartWith("continue key is not valid: ");
            fault.ShouldNotContain("LineNumber");
            return;
        }
        token.After.Split('/').ShouldAllBe(part => part != ".." && part != "." && part.Length > 0, text);
        token.Revision.ShouldNotBe(0);
        ContinueToken.Parse(token.ToString()).Token.ShouldBe(token);
    });
}
