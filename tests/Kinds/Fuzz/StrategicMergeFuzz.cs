using System.Text;
using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class StrategicMergeFuzz(ITestOutputHelper output) : Fuzz(output)
{
    private static readonly string[] Directives = ["$patch", "$retainKeys", "$setElementOrder/", "$deleteFromPrimitiveList/"];

    [Fact]
    public void Patch_WithoutDirectives_SaysTheSameTwice() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var body = RandomObject.Of(kind, random);
        var before = body.ToString();
        var patch = RandomObject.Varied(random.Next(2) == 0 ? body : RandomObject.Of(kind, random), random);
        var once = Attempt(before.Length + patch.ToString().Length, () => StrategicMergePatch.Apply(body, patch, kind.Patching));
        body.ToString().ShouldBe(before);
        if (once is null) return;
        StrategicMergePatch.Apply(once, patch, kind.Patching).ToString().ShouldBe(once.ToString());
        Behind.Survives(kind, once);
    });

    [Fact]
    public void Patch_AnyObjectAndDirectives_IsMergedOrRefused() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var body = RandomObject.Of(kind, random);
        var wanted = RandomObject.Varied(body, random);
        Direct(wanted, random);
        var text = Noise.Broken(random, Encoding.UTF8.GetBytes(wanted.ToString()));
        if (Attempt(text.Length, () => Draft.From(Document.Parse(text).Root)) is not { } patch) return;
        var before = body.ToString();
        var merged = Attempt(before.Length + text.Length, () => StrategicMergePatch.Apply(body, patch, kind.Patching));
        body.ToString().ShouldBe(before);
        if (merged is null) return;
        merged.ToString().Length.ShouldBeLessThanOrEqualTo(before.Length + patch.ToString().Length);
        Behind.Survives(kind, merged);
    });

    private static void Direct(DraftObject patch, Random random)
    {
        foreach (var (_, value) in patch)
        {
            if (value is DraftObject members) Direct(members, random);
            if (value is not DraftArray items) continue;
            foreach (var item in items.OfType<DraftObject>()) Direct(item, random);
        }
        if (random.Next(4) > 0) return;
        var lists = patch.Where(m => m.Value is DraftArray).ToArray();
        var directive = Directives[random.Next(Directives.Length)];
        if (directive == "$patch") patch[directive] = random.Next(4) switch { 0 => "delete", 1 => "replace", 2 => "merge", _ => Noise.Text(random) };
        else if (directive == "$retainKeys") patch[directive] = DraftArray.OfTexts(patch.Names.Where(n => !n.StartsWith('$')).ToArray());
        else if (lists.Length > 0) patch[directive + lists[0].Key] = lists[0].Value.Clone();
    }
}
