using System.Globalization;
using Timonier.Cel;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

/// <summary>
/// Asks the rules of a schema about an object. All rules of one object share a budget, and what an update leaves as it
/// was is asked only about its change.
/// </summary>
internal sealed class RuleCheck
{
    // Upstream tells these of no field, in Go's way.
    private const string NoField = "<nil>";
    private static readonly string[] Blocking = ["FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid", "FieldValueNotSupported"];
    private readonly List<StatusCause> found;
    private long budget = CelCostLimits.PerObject;

    private RuleCheck(List<StatusCause> found) => this.found = found;

    /// <param name="found">What the schema itself has found; takes what the rules find.</param>
    public static void Run(SchemaNode schema, Node value, Node old, List<StatusCause> found)
    {
        if (found.Exists(c => Blocking.Contains(c.Reason)))
        {
            found.Add(FieldErrors.InvalidRaw(NoField, "null", "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
            return;
        }
        new RuleCheck(found).Value(schema, value, old, "", isRoot: true);
    }

    private void Value(SchemaNode schema, Node value, Node old, string path, bool isRoot = false)
    {
        if (!schema.HasRules || value.IsNullOrMissing || budget < 0) return;
        if (!schema.Rules.IsEmpty) Rules(schema, value, old, path, isRoot);
        if (value.IsObject)
        {
            foreach (var member in value.Members)
                if (schema.Member(member.Name) is { } inside) Value(inside, member.Value, schema.AtomicMap ? default : old[member.Name], path.Length == 0 ? member.Name : $"{path}.{member.Name}");
        }
        else if (value.IsArray && schema.Items is { } items)
        {
            var i = 0;
            foreach (var item in value.Items)
                Value(items, item, schema.List == ListShape.Map ? ValueCheck.Counterpart(schema, old, item) : default, string.Create(CultureInfo.InvariantCulture, $"{path}[{i++}]"));
        }
    }

    private void Rules(SchemaNode schema, Node value, Node old, string path, bool isRoot)
    {
        var unchanged = old.Exists && Draft.DeepEquals(value, old);
        foreach (var rule in schema.Compiled(isRoot))
        {
            if (budget < 0) return;
            var skipped = rule.UsesOldSelf ? !old.Exists && !rule.Rule.OptionalOldSelf : unchanged;
            if (skipped) continue;
            if (rule.Program is not { } program) found.Add(FieldErrors.Invalid(path, schema.Type, $"rule compile error: {rule.Fault}"));
            else Ask(rule, program, new Variables(rule, value, old), schema.Type, path);
        }
    }

    private void Ask(CompiledRule rule, CelProgram program, Variables variables, string type, string path)
    {
        var result = program.Evaluate(variables);
        var asked = rule.Rule.Message.Length > 0 ? rule.Rule.Message.Trim() : rule.Rule.Rule.Trim();
        budget -= result.Cost;
        if (result.Error is { Failure: CelFailure.CostExceeded })
        {
            found.Add(FieldErrors.Invalid(path, type, $"'{result.Error.Message}': no further validation rules will be run due to call cost exceeds limit for rule: {asked}"));
            budget = -1;
        }
        else if (budget < 0) found.Add(FieldErrors.Invalid(path, type, "validation failed due to running out of cost budget, no further validation rules will be run"));
        else if (result.Error is { } error)
        {
            found.Add(FieldErrors.Invalid(path, type, error.Message.StartsWith("no such overload", StringComparison.Ordinal)
                ? $"'{error.Message}': call arguments did not match a supported operator, function or macro signature for rule: {asked}"
                : $"{error.Message} evaluating rule: {asked}"));
        }
        else if (!result.Value.AsBool()) found.Add(rule.Broken(path + rule.Rule.FieldPath, type, Detail(rule, variables)));
    }

    // An expression that does not come to one line of text is as good as none.
    private string Detail(CompiledRule rule, Variables variables)
    {
        if (rule.Message is not { } message) return rule.Detail;
        var result = message.Evaluate(variables);
        budget -= result.Cost;
        if (result.Error is not null || result.Value.Kind != CelKind.String) return rule.Detail;
        var text = result.Value.AsString().Trim();
        return text.Length == 0 || text.Contains('\n', StringComparison.Ordinal) ? rule.Detail : text;
    }

    private sealed class Variables(CompiledRule rule, Node self, Node old) : ICelActivation
    {
        public bool TryFind(string name, out CelValue value)
        {
            value = name == "self" ? CelDocument.Wrap(self, rule.Self)
                : !rule.Rule.OptionalOldSelf ? CelDocument.Wrap(old, rule.Self)
                : old.Exists ? CelValue.Optional(CelDocument.Wrap(old, rule.Self)) : CelValue.NoValue;
            return name is "self" or "oldSelf";
        }
    }
}
