using Timonier.Cel.Checking;
using Timonier.Cel.Costs;
using Timonier.Cel.Evaluation;
using Timonier.Cel.Functions;
using Timonier.Cel.Libraries;
using Timonier.Cel.Syntax;

namespace Timonier.Cel;

/// <summary>What expressions of one place in the API may use: variables with their types, object types, libraries.</summary>
public sealed class CelEnvironment
{
    private static readonly FunctionTable Functions = KubernetesLibraries.Build();

    private readonly Dictionary<string, CelType> variables = new(StringComparer.Ordinal);
    private readonly ICelTypes? types;
    private readonly bool hasBindings;

    /// <param name="types">Finds what message literals name; null where there are none.</param>
    /// <param name="hasBindings">Whether <c>cel.bind</c> is known. The cluster's API does not have it.</param>
    public CelEnvironment(ICelTypes? types = null, bool hasBindings = false)
    {
        this.types = types;
        this.hasBindings = hasBindings;
    }

    /// <summary>Declares a variable; to be called before the first expression is compiled.</summary>
    public CelEnvironment Declare(string name, CelType type)
    {
        variables[name] = type;
        return this;
    }

    public CelCompilation Compile(string text)
    {
        var source = new ExpressionSource(text);
        if (Parser.Parse(source, hasBindings) is not { } expr) return new CelCompilation(text, null, source.Issues);
        Checker.Check(expr, source, Functions, variables, types);
        if (source.HasIssues) return new CelCompilation(text, null, source.Issues);
        var (step, slots, used) = Planner.Plan(expr);
        return new CelCompilation(text, new CelProgram(text, expr.Type, step, slots, used, Estimator.Estimate(expr, variables)), []);
    }
}
