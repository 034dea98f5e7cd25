using System.Collections.Immutable;
using Timonier.Cel;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

/// <summary>A rule of a schema as a program, with what is wrong with it where it is none.</summary>
internal sealed record CompiledRule(SchemaRule Rule, CelType Self, CelProgram? Program, string Fault, CelProgram? Message, string MessageFault)
{
    private const string OldSelf = "oldSelf";

    /// <summary>The rule compares with what was there before.</summary>
    public bool UsesOldSelf => Program?.Variables.Contains(OldSelf) == true || Message?.Variables.Contains(OldSelf) == true;

    /// <summary>What a broken rule says when no expression says it.</summary>
    public string Detail => Rule.Message.Length > 0 ? Rule.Message.Trim() : $"failed rule: {Rule.Rule.Trim()}";

    public static ImmutableArray<CompiledRule> Of(SchemaNode node, bool isResource) => node.Rules.IsEmpty ? [] : Of(node.Source, node.Rules, isResource);

    /// <summary>None when expressions cannot see values of that schema.</summary>
    public static ImmutableArray<CompiledRule> Of(Node schema, ImmutableArray<SchemaRule> rules, bool isResource) =>
        CelSchema.ToType(schema, isResource) is { } self ? [.. rules.Select(rule => Of(rule, self))] : [];

    private static CompiledRule Of(SchemaRule rule, CelType self)
    {
        var environment = new CelEnvironment().Declare("self", self).Declare(OldSelf, rule.OptionalOldSelf ? CelType.Optional(self) : self);
        var (program, fault) = Compile(environment, rule.Rule, CelType.Bool, "cel expression must evaluate to a bool");
        if (rule.MessageExpression.Length == 0) return new CompiledRule(rule, self, program, fault, null, "");
        var (message, wrong) = Compile(environment, rule.MessageExpression, CelType.String, "messageExpression must evaluate to a string");
        return new CompiledRule(rule, self, program, fault, message, wrong);
    }

    private static (CelProgram? Program, string Fault) Compile(CelEnvironment environment, string text, CelType wanted, string otherwise)
    {
        var made = environment.Compile(text);
        if (made.Program is not { } program) return (null, made.Failure);
        return program.ResultType.Equals(wanted) || program.ResultType.Equals(CelType.Dyn) ? (program, "") : (null, otherwise);
    }

    /// <summary>The finding of a rule that does not hold, under the reason that its author chose.</summary>
    public StatusCause Broken(string path, string type, string detail) => Rule.Reason switch
    {
        "FieldValueForbidden" => FieldErrors.Forbidden(path, detail),
        "FieldValueRequired" => FieldErrors.Required(path, detail),
        "FieldValueDuplicate" => FieldErrors.Duplicate(path, type),
        _ => FieldErrors.Invalid(path, type, detail),
    };
}
