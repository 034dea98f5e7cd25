using System.Text;
using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class FieldSetFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void FieldSet_AnyText_IsWrittenInAFormThatReadsBack() => Run(random =>
    {
        var json = Noise.Broken(random, Encoding.UTF8.GetBytes(Random(random).ToString()));
        if (Attempt(json.Length, () => FieldSet.Read(Draft.From(Document.Parse(json).Root))) is not { } set) return;
        var written = set.ToString();
        var back = FieldSet.Parse(written);
        back.ShouldBe(set, written);
        back.ToString().ShouldBe(written);
        back.Paths().Count().ShouldBe(set.Paths().Count());
        set.Paths().All(p => back.Has(p)).ShouldBeTrue(written);
    });

    [Fact]
    public void FieldSets_OfAnyKind_ObeyTheLawsOfSets() => Run(random =>
    {
        var (a, b, c) = (Random(random), Random(random), Random(random));
        a.Union(b).ShouldBe(b.Union(a));
        a.Union(b.Union(c)).ShouldBe(a.Union(b).Union(c));
        a.Intersection(b).ShouldBe(b.Intersection(a));
        a.Intersection(b).Union(a.Difference(b)).ShouldBe(a);
        a.Difference(b).Intersection(b).ShouldBe(FieldSet.Empty);
        a.Union(b).Difference(b).ShouldBe(a.Difference(b));
        a.Outside(b).Difference(a.Difference(b)).ShouldBe(FieldSet.Empty);
        a.Leaves().Difference(a).ShouldBe(FieldSet.Empty);
        a.Union(a).ShouldBe(a);
    });

    private static FieldSet Random(Random random)
    {
        // Sets that meet: of a few kinds, with values of their own.
        var kind = KindCatalogue.BuiltIn.FindKind("v1", random.Next(2) == 0 ? "Pod" : "Service")!;
        return FieldExtraction.Extract(kind.Patching, RandomObject.Of(kind, random));
    }
}
