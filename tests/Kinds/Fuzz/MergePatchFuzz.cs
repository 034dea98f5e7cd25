using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class MergePatchFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Patch_MadeFromADifference_LeadsFromOneToTheOther() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var from = RandomObject.Of(kind, random);
        var to = RandomObject.Varied(from, random);
        var patch = Difference(from, to);
        Draft.DeepEquals(MergePatch.Apply(from.Clone(), patch), to).ShouldBeTrue();
        Draft.DeepEquals(MergePatch.Apply(to.Clone(), patch), to).ShouldBeTrue();
    });

    [Fact]
    public void Patch_AnyObject_SaysTheSameTwice() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var body = RandomObject.Of(kind, random);
        var text = Noise.Broken(random, System.Text.Encoding.UTF8.GetBytes(RandomObject.Varied(RandomObject.Of(kind, random), random).ToString()));
        if (Attempt(text.Length, () => Draft.From(Document.Parse(text).Root)) is not { } patch) return;
        var asSent = patch.ToString();
        var once = Attempt(text.Length, () => MergePatch.Apply(body, patch))!;
        patch.ToString().ShouldBe(asSent);
        var written = once.ToString();
        MergePatch.Apply(once, patch).ToString().ShouldBe(written);
        if (once is DraftObject changed) Behind.Survives(kind, changed);
    });

    private static DraftObject Difference(DraftObject from, DraftObject to)
    {
        var patch = new DraftObject();
        foreach (var (name, _) in from)
            if (!to.Has(name)) patch[name] = Draft.Null;
        foreach (var (name, value) in to)
        {
            if (from[name] is DraftObject before && value is DraftObject after) patch[name] = Difference(before, after);
            else if (!Draft.DeepEquals(from[name], value)) patch[name] = value.Clone();
        }
        return patch;
    }
}
