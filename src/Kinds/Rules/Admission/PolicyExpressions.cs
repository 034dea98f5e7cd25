using Timonier.Cel;

namespace Timonier.Kinds;

/// <summary>
/// Compiles the expressions of one policy. Variables come first and in their order: each sees those before it, and
/// all other expressions see all of them.
/// </summary>
public sealed class PolicyExpressions
{
    private readonly CelEnvironment all;
    private readonly CelEnvironment messages;
    private readonly CelEnvironment mutations;

    /// <param name="parameters">The type of the parameters; null for a policy without.</param>
    /// <param name="body">The type of the object; dyn when it is not known.</param>
    public PolicyExpressions(CelType? parameters, CelType? body = null)
    {
        all = AdmissionExpressions.Environment(parameters, body).Declare(Name, Variables.Type);
        messages = AdmissionExpressions.Environment(parameters, body, hasAuthorizer: false).Declare(Name, Variables.Type);
        mutations = AdmissionExpressions.Environment(parameters, body, types: CelMutationTypes.Instance).Declare(Name, Variables.Type);
    }

    /// <summary>The name under which expressions read variables.</summary>
    public const string Name = "variables";

    public CelComposition Variables { get; } = new();

    public CelCompilation Variable(string name, string expression)
    {
        var compiled = all.Compile(expression);
        Variables.Add(name, compiled);
        return compiled;
    }

    /// <summary>A validation, or the value of an annotation.</summary>
    public CelCompilation Check(string expression) => all.Compile(expression);

    /// <summary>The message of a validation, which may not ask who may do what.</summary>
    public CelCompilation Message(string expression) => messages.Compile(expression);

    /// <summary>A mutation, which may make objects and patches.</summary>
    public CelCompilation Mutation(string expression) => mutations.Compile(expression);
}
