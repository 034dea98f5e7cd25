namespace Timonier.Documents.Tests;

public class DraftOverDocumentTests
{
    private const string Text = """{"kind":"Pod","metadata":{"name":"a","labels":{"app":"web","tier":"back"}},"spec":{"nodes":[{"n":1},{"n":2}],"on":true}}""";
    private static readonly Document Stored = Document.Parse(Text);

    [Fact]
    public void Draft_OverADocument_ReadsAndWritesAsACopy()
    {
        var draft = DraftObject.Over(Stored);

        draft.ToString().ShouldBe(Text);
        Draft.DeepEquals(draft, DraftObject.Of(Stored)).ShouldBeTrue();
        draft.ToString().ShouldBe(Text);
        draft.Object("metadata").Object("labels").String("tier").ShouldBe("back");
    }

    [Fact]
    public void Draft_ChangedDeepInside_KeepsTheRestAndTheDocument()
    {
        var draft = DraftObject.Over(Stored);

        draft.Object("spec").Array("nodes").Add(new DraftObject { ["n"] = 3 });
        draft.Object("metadata").Object("labels").Remove("app");

        draft.ToString().ShouldBe("""{"kind":"Pod","metadata":{"name":"a","labels":{"tier":"back"}},"spec":{"nodes":[{"n":1},{"n":2},{"n":3}],"on":true}}""");
        Stored.ToString().ShouldBe(Text);
    }

    [Fact]
    public void Draft_ChangedDeepInside_DiffersFromAnotherOverTheSameDocument()
    {
        var draft = DraftObject.Over(Stored);
        ((DraftObject)draft.Object("spec").Array("nodes")[1])["n"] = 7;

        Draft.DeepEquals(draft, DraftObject.Over(Stored)).ShouldBeFalse();
    }

    [Fact]
    public void Clone_OfADraftOverADocument_ChangesAlone()
    {
        var draft = DraftObject.Over(Stored);
        var copy = draft.CloneObject();

        copy.Object("spec")["on"] = false;

        draft.ToString().ShouldBe(Text);
        copy.Object("spec")["on"]!.ToString().ShouldBe("false");
    }

    [Fact]
    public void IsAsIn_OnlyWhatNobodyTouched()
    {
        var draft = DraftObject.Over(Stored);
        draft.Object("spec")["on"] = false;

        draft["spec"]!.IsAsIn(Stored).ShouldBeFalse();
        draft["metadata"]!.IsAsIn(Stored).ShouldBeTrue();
        draft["metadata"]!.IsAsIn(Document.Parse(Text)).ShouldBeFalse();
        draft["metadata"]!.IsAsIn(null).ShouldBeFalse();
    }
}
