using System.Text;

namespace Timonier.Cel.Tests;

public sealed class CompilationTests
{
    private static readonly CelEnvironment Environment = new CelEnvironment().Declare("x", CelType.Int).Declare("flag", CelType.Bool);

    [Fact]
    public void Failure_ShowsTheLineAndThePlace() =>
        Environment.Compile("x + y").Failure.ShouldBe("compilation failed: ERROR: <input>:1:5: undeclared reference to 'y' (in container '')\n | x + y\n | ....^");

    [Fact]
    public void Failure_OnALaterLine_ShowsThatLine() =>
        Environment.Compile("x +\n  y").Failure.ShouldBe("compilation failed: ERROR: <input>:2:3: undeclared reference to 'y' (in container '')\n |   y\n | ..^");

    [Fact]
    public void Failure_BehindWideCharacters_KeepsTheMarkInPlace() =>
        Environment.Compile("'日本' + x").Failure.ShouldEndWith("\n | '日本' + x\n | .．．..^");

    [Fact]
    public void Failure_OfSeveralParts_TellsEachInOrder() =>
        Environment.Compile("b + a").Issues.Select(i => i.Message).ShouldBe(
            ["undeclared reference to 'b' (in container '')", "undeclared reference to 'a' (in container '')"]);

    [Fact]
    public void Failure_OfAGoodExpression_IsEmpty()
    {
        var compilation = Environment.Compile("x > 1");
        compilation.Failure.ShouldBe("");
        compilation.Program!.Variables.ShouldBe(["x"]);
        compilation.Program.ResultType.ShouldBe(CelType.Bool);
    }

    [Fact]
    public void Nesting_BeyondTheLimit_IsAnIssue()
    {
        var deep = new string('(', 300) + "1" + new string(')', 300);
        Environment.Compile(deep).Issues.ShouldHaveSingleItem().Message.ShouldBe("expression recursion limit exceeded: 250");
    }

    [Theory]
    [InlineData("+x", 5000)]
    [InlineData(".a", 5000)]
    [InlineData("[0]", 5000)]
    public void Chain_BeyondTheLimit_IsAnIssue(string link, int count)
    {
        var chain = new StringBuilder("x").Insert(1, link, count).ToString();
        Environment.Compile(chain).Issues.ShouldHaveSingleItem().Message.ShouldBe("expression recursion limit exceeded: 250");
    }

    [Fact]
    public void Chain_OfLogic_MayBeLong()
    {
        var chain = string.Join(" && ", Enumerable.Repeat("flag", 5000));
        var result = Environment.Compile(chain).Program!.Evaluate(new CelActivation().With("flag", CelValue.True));
        result.Value.ShouldBe(CelValue.True);
        result.Cost.ShouldBe(5000);
    }

    [Fact]
    public void Nesting_WithinTheLimit_NeedsLittleStack()
    {
        var deep = "x" + string.Concat(Enumerable.Repeat(" + (x", 245)) + new string(')', 245);
        var loops = string.Concat(Enumerable.Range(0, 200).Select(i => $"[x].map(v{i}, ")) + "x" + new string(')', 200);
        var chain = "x" + string.Concat(Enumerable.Repeat(" + x", 390));
        CelValue[] values = [];
        var thread = new Thread(() => values = [.. new[] { deep, loops, chain }.Select(e => Environment.Compile(e).Program!.Evaluate(new CelActivation().With("x", CelValue.Of(1L))).Value)], 1024 * 1024);
        thread.Start();
        thread.Join();
        values.Select(v => v.Kind).ShouldBe([CelKind.Int, CelKind.List, CelKind.Int]);
    }

    [Fact]
    public void Compilation_OfALongExpression_TakesItsTimeInProportion()
    {
        var compilation = Environment.Compile(string.Join(" || ", Enumerable.Repeat("x==[x][0]", 6000)));
        compilation.Program!.ResultType.ShouldBe(CelType.Bool);
    }

    [Fact]
    public void Text_BeyondTheLimit_IsAnIssue() =>
        Environment.Compile(new string(' ', 100_001)).Issues.ShouldHaveSingleItem().Message.ShouldBe("expression code point size exceeds limit: size: 100001, limit 100000");

    [Fact]
    public void Bind_WhereItIsNotDeclared_IsNoMacro() =>
        Environment.Compile("cel.bind(a, 1, 2)").Issues[0].Message.ShouldBe("undeclared reference to 'cel' (in container '')");

    [Theory]
    [InlineData("a-b", "a__dash__b")]
    [InlineData("a.b/c", "a__dot__b__slash__c")]
    [InlineData("x__y", "x__underscores__y")]
    [InlineData("in", "__in__")]
    [InlineData("namespace", "__namespace__")]
    [InlineData("plain_1", "plain_1")]
    [InlineData("self", "self")]
    public void Name_Escaped_ComesBack(string property, string escaped)
    {
        CelNames.Escape(property).ShouldBe(escaped);
        CelNames.Unescape(escaped).ShouldBe(property);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void Name_ThatCannotBeEscaped_IsNone(string property) => CelNames.Escape(property).ShouldBeNull();
}
