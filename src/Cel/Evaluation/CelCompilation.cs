using Timonier.Cel.Syntax;

namespace Timonier.Cel;

/// <summary>Either a program or the issues that keep the text from being one.</summary>
public sealed class CelCompilation
{
    private readonly string text;

    internal CelCompilation(string text, CelProgram? program, IReadOnlyList<CelIssue> issues)
    {
        this.text = text;
        Program = program;
        Issues = issues;
    }

    public CelProgram? Program { get; }

    public IReadOnlyList<CelIssue> Issues { get; }

    /// <summary>The issues as the API shows them: <c>compilation failed: ERROR: &lt;input&gt;:1:6: ...</c>, with the place marked.</summary>
    public string Failure => Issues.Count == 0 ? "" : "compilation failed: " + ExpressionSource.Describe(text, Issues);
}
