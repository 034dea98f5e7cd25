namespace Timonier.Cel.Tests;

public sealed class EvaluationTests
{
    private static readonly CelEnvironment Environment = new CelEnvironment()
        .Declare("x", CelType.Int).Declare("list", CelType.List(CelType.Int)).Declare("text", CelType.String);

    [Fact]
    public void Budget_Exceeded_StopsTheEvaluation()
    {
        var program = Environment.Compile("list.all(a, list.all(b, list.all(c, a + b + c >= 0)))").Program!;
        var result = program.Evaluate(new CelActivation().With("list", Numbers(1000)));
        result.Error.ShouldBe(new CelError("operation cancelled: actual cost limit exceeded", CelFailure.CostExceeded));
        result.Cost.ShouldBeInRange(CelCostLimits.PerCall + 1, CelCostLimits.PerCall + 10);
    }

    [Fact]
    public void Budget_Exceeded_IsNotHiddenByLogic() =>
        Environment.Compile("list.all(a, a >= 0) || true").Program!.Evaluate(new CelActivation().With("list", Numbers(100)), budget: 50)
            .Error!.Failure.ShouldBe(CelFailure.CostExceeded);

    [Fact]
    public void Budget_JustEnough_LetsTheEvaluationEnd()
    {
        var program = Environment.Compile("x + x > 1").Program!;
        var activation = new CelActivation().With("x", CelValue.Of(1L));
        program.Evaluate(activation, budget: 4).Value.ShouldBe(CelValue.True);
        program.Evaluate(activation, budget: 3).Error!.Failure.ShouldBe(CelFailure.CostExceeded);
    }

    [Fact]
    public void Texts_ThatDoubleAgainAndAgain_StopAtTheBudget()
    {
        var doubled = string.Concat(Enumerable.Range(0, 40).Select(i => $"cel.bind(v{i + 1}, v{i} + v{i}, ")) + "v40" + new string(')', 40);
        var environment = new CelEnvironment(hasBindings: true).Declare("v0", CelType.String);
        var result = environment.Compile(doubled).Program!.Evaluate(new CelActivation().With("v0", CelValue.Of("0123456789")));
        result.Error!.Failure.ShouldBe(CelFailure.CostExceeded);
    }

    [Theory]
    [InlineData("A == B", false)]
    [InlineData("size(A) == size(B)", true)]
    public void Containers_ThatHoldEachOtherAgainAndAgain_DoNoHarm(string test, bool expected)
    {
        // Each level holds the one below it twice: 60 levels would be 2 to the 60th values to walk.
        var grown = string.Concat(Enumerable.Range(0, 60).Select(i => $"[[v{i}, v{i}]].map(v{i + 1}, ")) + "v60" + new string(')', 60);
        var whole = test.Replace("A", $"[1].map(v0, {grown})", StringComparison.Ordinal).Replace("B", $"[1].map(v0, {grown})", StringComparison.Ordinal);
        Environment.Compile(whole).Program!.Evaluate(CelActivation.Empty).Value.ShouldBe(CelValue.Of(expected));
    }

    [Fact]
    public void Cancellation_StopsALoop()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var result = Environment.Compile("list.all(a, a >= 0)").Program!.Evaluate(new CelActivation().With("list", Numbers(1000)), cancellation: source.Token);
        result.Error.ShouldBe(new CelError("operation interrupted", CelFailure.Cancelled));
    }

    [Fact]
    public void Variable_ThatIsNotGiven_IsAnError() =>
        Environment.Compile("x > 1").Program!.Evaluate(CelActivation.Empty).Error!.Message.ShouldBe("no such attribute(s): x");

    [Fact]
    public void Variable_UsedOften_IsAskedForOnce()
    {
        var activation = new CountingActivation();
        Environment.Compile("x + x + x > 3").Program!.Evaluate(activation);
        Environment.Compile("false && x > 1").Program!.Evaluate(activation);
        activation.Asked.ShouldBe(1);
    }

    [Fact]
    public void Program_UsedByManyAtOnce_GivesEachItsOwnAnswer()
    {
        var program = Environment.Compile("list.filter(a, a % x == 0).size()").Program!;
        var wrong = 0;
        Parallel.For(1, 200, i =>
        {
            var activation = new CelActivation().With("x", CelValue.Of((long)i)).With("list", Numbers(100));
            if (program.Evaluate(activation).Value != CelValue.Of((long)(99 / i + 1))) Interlocked.Increment(ref wrong);
        });
        wrong.ShouldBe(0);
    }

    [Fact]
    public void Pattern_ThatInvitesBacktracking_IsMatchedInLinearTime()
    {
        var text = CelValue.Of(new string('a', 50_000) + "!");
        Environment.Compile("text.matches('^(a+)+$')").Program!.Evaluate(new CelActivation().With("text", text)).Value.ShouldBe(CelValue.False);
    }

    [Theory]
    [InlineData("(((((a{9}){9}){9}){9}){9}){9}")]
    [InlineData("((a{1000}){1000}){1000}")]
    public void Pattern_OfTooManyStates_IsAFault(string pattern) =>
        new CelEnvironment().Declare("p", CelType.String).Compile("'a'.matches(p)").Program!
            .Evaluate(new CelActivation().With("p", CelValue.Of(pattern))).Error!.Message.ShouldBe("error parsing regexp: expression too large");

    private static CelValue Numbers(int count) => CelValue.List([.. Enumerable.Range(0, count).Select(i => CelValue.Of((long)i))]);

    private sealed class CountingActivation : ICelActivation
    {
        public int Asked { get; private set; }

        public bool TryFind(string name, out CelValue value)
        {
            Asked++;
            value = CelValue.Of(2L);
            return true;
        }
    }
}
