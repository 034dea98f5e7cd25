using Timonier.Cel;

namespace Timonier.Kinds;

/// <summary>The expressions of webhooks and policies: what they may speak of, and what must come out.</summary>
public static class AdmissionExpressions
{
    public const string NoBool = "must evaluate to bool";

    private static readonly CelEnvironment Conditions = new CelEnvironment()
        .Declare("object", CelType.Dyn)
        .Declare("oldObject", CelType.Dyn)
        .Declare("request", CelRequestTypes.AdmissionRequest)
        .Declare("authorizer", CelVariables.AuthorizerType)
        .Declare("authorizer.requestResource", CelVariables.ResourceCheckType);

    /// <summary>A condition on a request.</summary>
    public static CelCompilation Compile(string expression) => Conditions.Compile(expression);

    /// <summary>What is wrong with a condition; null when it is one.</summary>
    public static string? Fault(string expression)
    {
        var compiled = Compile(expression);
        if (compiled.Program is not { } program) return compiled.Failure;
        return program.ResultType.Kind is CelKind.Bool or CelKind.Dyn ? null : NoBool;
    }
}
