using FsCheck;
using FsCheck.Fluent;
using Timonier.Kernel;

namespace Timonier.Kernel.Tests;

public class SelectorTests
{
    private static readonly Dictionary<string, string> Web = new() { ["app"] = "web", ["tier"] = "front", ["rank"] = "7" };

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app == web, tier!=back", true)]
    [InlineData("missing!=x", true)]
    [InlineData("tier in (front, back)", true)]
    [InlineData("tier notin (front)", false)]
    [InlineData("app,!canary", true)]
    [InlineData("!app", false)]
    [InlineData("rank>6,rank<8", true)]
    [InlineData("rank>7", false)]
    [InlineData("app in ()", false)]
    public void Matches_UrlForm_FollowsTheOperator(string text, bool matches) => LabelSelector.Parse(text).Matches(Web).ShouldBe(matches);

    [Theory]
    [InlineData("a=b=c")]
    [InlineData("app in web")]
    [InlineData("x in (a")]
    [InlineData("a,,b")]
    [InlineData("-x=1")]
    [InlineData("rank>high")]
    [InlineData("a=")]
    [InlineData("a b")]
    public void TryParse_Malformed_GivesAMessageUnlessTheValueMayBeEmpty(string text)
    {
        var good = LabelSelector.TryParse(text, out _, out var error);
        good.ShouldBe(text == "a=");
        (error.Length == 0).ShouldBe(good);
    }

    [Fact]
    public void Parse_UnknownOperator_UsesUpstreamsWords() =>
        Should.Throw<FormatException>(() => LabelSelector.Parse("a b"))
            .Message.ShouldBe("unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt");

    [Fact]
    public void Nothing_AnyLabels_MatchesNone() => LabelSelector.Nothing.Matches(Web).ShouldBeFalse();

    [Fact]
    public void ToString_Parsed_ParsesToTheSame()
    {
        var selector = LabelSelector.Parse("tier in (front,back),app=web,!x,rank>3");
        selector.ToString().ShouldBe("app=web,rank>3,tier in (back,front),!x");
        LabelSelector.Parse(selector.ToString()).ShouldBe(selector);
    }

    [Fact]
    public void TryParse_AnyText_NeverThrows() => Prop.ForAll<string>(text =>
        LabelSelector.TryParse(text, out _, out var labelError) == (labelError.Length == 0)
        && FieldSelector.TryParse(text, out _, out var fieldError) == (fieldError.Length == 0)).QuickCheckThrowOnFailure();

    [Fact]
    public void FieldSelector_AnyValue_SurvivesItsEscapes() => Prop.ForAll<NonNull<string>>(value =>
    {
        var selector = FieldSelector.Parse("metadata.name=" + FieldSelector.Escape(value.Get));
        return selector.RequiredValue("metadata.name") == value.Get && selector.Matches(_ => value.Get) && !selector.Matches(_ => value.Get + "x");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void FieldSelector_Negated_Differs()
    {
        var selector = FieldSelector.Parse("status.phase!=Failed,spec.nodeName==n1");
        selector.Matches(f => f == "spec.nodeName" ? "n1" : "Running").ShouldBeTrue();
        selector.Matches(f => f == "spec.nodeName" ? "n1" : "Failed").ShouldBeFalse();
        FieldSelector.TryParse("oops", out _, out var error).ShouldBeFalse();
        error.ShouldBe("invalid selector: 'oops'; can't understand 'oops'");
    }
}
