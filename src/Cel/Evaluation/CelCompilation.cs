using Timonier.Cel.Syntax;

namespace Timonier.Cel;

/// <summary>Either a program or the issues that keep the text from being one.</summary>
public sealed class CelCompilation
{
    internal CelCompilation(string text, CelProgram? program, IReadOnlyList<CelIssue> issues)
    {
        Text = text;
        Program = program;
        Issues = issues;
    }

    public string Text { get; }

    public CelProgram? Program { get; }

    public IReadOnlyList<CelIssue> Issues { get; }

    /// <summary>The issues as the API shows them: <c>compilation failed: ERROR: &lt;input&gt;:1:6: ...</c>, with the place marked.</summary>
    public string Failure => Issues.Count == 0 ? "" : "compilation failed: " + Description;

    /// <summary>The issues alone.</summary>
    public string Description => ExpressionSource.Describe(Text, Issues);
}
