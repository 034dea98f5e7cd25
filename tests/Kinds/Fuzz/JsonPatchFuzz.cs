using System.Text;
using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class JsonPatchFuzz(ITestOutputHelper output) : Fuzz(output)
{
    private static readonly string[] Operations = ["add", "remove", "replace", "move", "copy", "test", "jump"];

    // What copies may add to a document, all together, and what moving and writing them out may cost.
    private const int LargestGrowth = 4 * 1024 * 1024;

    [Fact]
    public void Patch_AnyOperations_LeaveASoundObjectOrAreRefused() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var body = RandomObject.Of(kind, random);
        var before = body.ToString();
        var text = Noise.Broken(random, Encoding.UTF8.GetBytes(Operation(body, random).ToString()));
        if (Attempt(text.Length, () => Draft.From(Document.Parse(text).Root)) is not { } patch) return;
        var patched = Attempt(before.Length + text.Length, () => JsonPatch.Apply(body, patch));
        body.ToString().ShouldBe(before);
        if (patched is null) return;
        patched.ToString().Length.ShouldBeLessThan(before.Length + text.Length + LargestGrowth);
        Draft.DeepEquals(patched, JsonPatch.Apply(body, patch)).ShouldBeTrue();
        if (patched is DraftObject changed) Behind.Survives(kind, changed);
    });

    [Fact]
    public void Copies_OfCopies_StayBounded() => Run(random =>
    {
        var body = new DraftObject { ["a"] = new DraftArray([Noise.Text(random)]) };
        var copies = Enumerable.Range(0, random.Next(20, 60)).Select(_ => (Draft)new DraftObject { ["op"] = "copy", ["from"] = "/a", ["path"] = random.Next(2) == 0 ? "/a/-" : "/a/0" });
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<PatchException>(() => JsonPatch.Apply(body, new DraftArray(copies))).Fault.ShouldBe(PatchFault.DoesNotFit);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64L * LargestGrowth);
    });

    private static DraftArray Operation(DraftObject body, Random random) => new(Enumerable.Range(0, random.Next(6)).Select(_ => (Draft)new DraftObject
    {
        ["op"] = Operations[random.Next(Operations.Length)],
        ["path"] = Pointer(body, random),
        ["from"] = Pointer(body, random),
        ["value"] = random.Next(2) == 0 ? Noise.Text(random) : body.Clone(),
    }));

    // Most lead to something.
    private static string Pointer(Draft place, Random random)
    {
        if (random.Next(6) == 0) return random.Next(2) == 0 ? "" : "/" + Noise.Text(random);
        switch (place)
        {
            case DraftObject { Count: > 0 } members:
                var (name, value) = members.ElementAt(random.Next(members.Count));
                return "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) + Pointer(value, random);
            case DraftArray { Count: > 0 } items:
                var at = random.Next(-1, items.Count + 1);
                return at == items.Count ? "/-" : $"/{at}" + Pointer(items[Math.Max(0, at)], random);
            default:
                return "";
        }
    }
}
