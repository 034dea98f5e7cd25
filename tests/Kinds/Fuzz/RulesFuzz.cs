using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class RulesFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Rules_AnyObject_AreAnsweredInWords() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var before = Decoded(kind, RandomObject.Of(kind, random));
        var after = Decoded(kind, RandomObject.Varied(RandomObject.Of(kind, random), random));
        if (before is null || after is null) return;
        foreach (var subresource in (string[])["", "status", "resize", "ephemeralcontainers", "approval"])
        {
            Words(kind, after, null, subresource);
            Words(kind, after, before, subresource);
            var unchanged = Words(kind, before, before, subresource);
            unchanged.ShouldAllBe(c => !c.Message.Contains("immutable", StringComparison.Ordinal), before.ToString());
        }
    });

    private static IReadOnlyList<Kernel.StatusCause> Words(Kind kind, Document now, Document? old, string subresource)
    {
        var causes = Attempt(now.Utf8.Length + (old?.Utf8.Length ?? 0), () => Validation.Validate(kind.Group, kind.Name, now, old, subresource))!;
        causes.ShouldAllBe(c => c.Message.Length > 0 && c.Reason.Length > 0);
        Validation.Validate(kind.Group, kind.Name, now, old, subresource).ShouldBe(causes);
        return causes;
    }

    private static Document? Decoded(Kind kind, DraftObject body)
    {
        if (Decoding.Check(kind, body).Error is not null) return null;
        Defaulting.Apply(kind, body);
        return body.ToDocument();
    }
}
