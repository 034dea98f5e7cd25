using Timonier.Cel;

namespace Timonier.Kinds;

/// <summary>What expressions about a request may speak of; and the conditions of webhooks and policies.</summary>
public static class AdmissionExpressions
{
    private static readonly CelEnvironment Plain = Environment(parameters: null);
    private static readonly CelEnvironment WithParameters = Environment(CelType.Dyn);

    /// <summary>A condition on a request.</summary>
    /// <param name="expression">The text.</param>
    /// <param name="hasParameters">Whether it belongs to a policy with parameters, which it then may speak of.</param>
    public static CelCompilation Compile(string expression, bool hasParameters) => (hasParameters ? WithParameters : Plain).Compile(expression);

    /// <summary>What is wrong with a condition; null when it is one.</summary>
    internal static string? Fault(string expression, bool hasParameters) => Fault(Compile(expression, hasParameters), CelType.Bool);

    /// <summary>Why an expression cannot stand where values of these types are wanted; null when it can.</summary>
    internal static string? Fault(CelCompilation compiled, params ReadOnlySpan<CelType> wanted)
    {
        if (compiled.Program is not { } program) return compiled.Failure;
        foreach (var type in wanted)
            if (program.ResultType.Equals(type)) return null;
        return wanted.Length switch
        {
            0 => null,
            1 => $"must evaluate to {Declared(wanted[0])} but got {Declared(program.ResultType)}",
            _ => $"must evaluate to one of [{string.Join(' ', wanted.ToArray().Select(Declared))}] but got {Declared(program.ResultType)}",
        };
    }

    /// <param name="parameters">The type of a policy's parameters; null where there are none.</param>
    /// <param name="body">The type of the object; dyn when it is not known.</param>
    internal static CelEnvironment Environment(CelType? parameters, CelType? body = null, bool hasAuthorizer = true, ICelTypes? types = null)
    {
        var environment = new CelEnvironment(types)
            .Declare("object", body ?? CelType.Dyn)
            .Declare("oldObject", body ?? CelType.Dyn)
            .Declare("namespaceObject", CelRequestTypes.Namespace)
            .Declare("request", CelRequestTypes.AdmissionRequest);
        if (parameters is not null) environment.Declare("params", parameters);
        if (!hasAuthorizer) return environment;
        return environment.Declare("authorizer", CelVariables.AuthorizerType).Declare("authorizer.requestResource", CelVariables.ResourceCheckType);
    }

    // Types under the names they are declared by, which the checker's own messages shorten.
    private static string Declared(CelType type) => type.Parameters.Count == 0 ? type.Name : $"{type.Name}({string.Join(", ", type.Parameters.Select(Declared))})";
}
