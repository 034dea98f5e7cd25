namespace Timonier.Cel.Tests;

public sealed class ConformanceTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Conformance");

    public static TheoryData<string, int, string> Cases
    {
        get
        {
            var data = new TheoryData<string, int, string>();
            foreach (var file in Directory.EnumerateFiles(Folder, "*.cases").Order(StringComparer.Ordinal))
                foreach (var (line, read) in ConformanceCase.Read(file)) data.Add(Path.GetFileName(file), line, read.Expression);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Expression_Evaluates_AsTheCaseSays(string file, int line, string expression)
    {
        var wanted = ConformanceCase.Read(Path.Combine(Folder, file)).First(c => c.Line == line).Case;
        var compilation = wanted.Environment().Compile(expression);
        if (compilation.Program is not { } program)
        {
            var issue = compilation.Issues[0];
            $"issue {issue.Line}:{issue.Column + 1}: {issue.Message}".ShouldBe(wanted.Expected);
            return;
        }
        var result = program.Evaluate(wanted.Activation());
        result.Value.ToString().ShouldBe(wanted.Expected);
        if (wanted.Type is not null) program.ResultType.ToString().ShouldBe(wanted.Type);
        if (wanted.Cost is not null) result.Cost.ShouldBe(wanted.Cost.Value);
        if (!wanted.IsBeyondEstimate) IsWithinEstimate(program, result);
    }

    // Whatever a case computes, the estimate that was made without its data must hold.
    private static void IsWithinEstimate(CelProgram program, CelResult result)
    {
        if (result.Error is null) ((ulong)result.Cost).ShouldBeLessThanOrEqualTo(program.Estimate.Most);
    }
}
