using Timonier.Documents;

namespace Timonier.Cel;

public sealed partial class CelSchemaRules
{
    /// <summary>
    /// The rules that a value breaks. With an old value, rules over oldSelf are asked where old and new belong
    /// together, and a part that did not change is not blamed for rules that came later.
    /// </summary>
    /// <param name="budget">What all rules together may cost.</param>
    public IReadOnlyList<CelViolation> Validate(Node self, Node old = default, long budget = CelCostLimits.PerObject, CancellationToken cancellation = default)
    {
        var walk = new Validation(budget, cancellation);
        walk.Visit(root, self, old, "");
        return walk.Violations;
    }

    private sealed class Validation(long budget, CancellationToken cancellation)
    {
        private const int LongestMessage = 5 * 1024;
        private const string OutOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";
        private long left = budget;
        private bool isOver;

        public List<CelViolation> Violations { get; } = [];

        public void Visit(Rules rules, Node self, Node old, string path)
        {
            if (isOver || self.IsNullOrMissing) return;
            if (rules.Own.Count > 0) Check(rules, self, old, path);
            foreach (var member in self.Members)
                if (rules.Properties.GetValueOrDefault(member.Name) is { } property) Visit(property, member.Value, old[member.Name], Join(path, member.Name));
            if (rules.Values is null) return;
            foreach (var member in self.Members)
                if (!rules.Properties.ContainsKey(member.Name)) Visit(rules.Values, member.Value, old[member.Name], $"{path}[{member.Name}]");
            if (self.IsArray) VisitItems(rules, self, old, path);
        }

        private void VisitItems(Rules rules, Node self, Node old, string path)
        {
            // Items of lists without keys have no old ones.
            var oldItems = new Dictionary<CelValue, Node>(CelValueComparer.Instance);
            if (rules.Type!.ListKind == CelListKind.Map)
                foreach (var item in old.Items) oldItems.TryAdd(KeyOf(item, rules.Type), item);
            var index = 0;
            foreach (var item in self.Items)
                Visit(rules.Values!, item, oldItems.Count > 0 ? oldItems.GetValueOrDefault(KeyOf(item, rules.Type)) : default, $"{path}[{index++}]");
        }

        private static CelValue KeyOf(Node item, CelType list) => CelValue.List([.. list.MapKeys.Select(k => CelDocument.Wrap(item[k], CelType.Dyn))]);

        private void Check(Rules rules, Node self, Node old, string path)
        {
            var isNew = old.IsNullOrMissing;
            var value = CelDocument.Wrap(self, rules.Type!);
            var oldValue = isNew ? CelValue.NoValue : CelDocument.Wrap(old, rules.Type!);
            var plain = new CelActivation().With("self", value).With("oldSelf", oldValue);
            var optional = new CelActivation().With("self", value).With("oldSelf", isNew ? oldValue : CelValue.Optional(oldValue));
            foreach (var rule in rules.Own)
            {
                if (isOver) return;
                if (rule.IsTransition && isNew && !rule.Text.HasOptionalOldSelf) continue;
                var violation = Ask(rules, rule, rule.Text.HasOptionalOldSelf ? optional : plain, path);
                // A part that has not changed since is not blamed, but for what is said about the change itself.
                if (violation is not null && (isOver || rule.IsTransition || isNew || !IsUnchanged(self, old))) Violations.Add(violation);
            }
        }

        private CelViolation? Ask(Rules rules, CompiledRule rule, CelActivation activation, string path)
        {
            var result = rule.Program.Evaluate(activation, CelCostLimits.PerCall, cancellation);
            isOver = result.Error is { Failure: not CelFailure.Evaluation };
            if (!isOver && IsSpent(result.Cost)) return Violation(path, "FieldValueInvalid", OutOfBudget);
            if (result.Error is { } error) return Violation(path, "FieldValueInvalid", Told(error, rule.Text));
            if (result.Value.IsTrue) return null;
            var message = MessageOf(rule, activation);
            return isOver ? Violation(path, "FieldValueInvalid", OutOfBudget) : Violation(path + rule.Blamed, rule.Text.Reason, message);

            CelViolation Violation(string where, string reason, string detail) => new(where.TrimStart('.'), reason, rules.JsonType, detail);
        }

        private static string Told(CelError error, CelRule rule)
        {
            if (error.Message.StartsWith("no such overload", StringComparison.Ordinal))
                return $"'{error.Message}': call arguments did not match a supported operator, function or macro signature for rule: {rule.Title}";
            return error.Failure == CelFailure.CostExceeded
                ? $"'{error.Message}': no further validation rules will be run due to call cost exceeds limit for rule: {rule.Title}"
                : $"{error.Message} evaluating rule: {rule.Title}";
        }

        /// <summary>Whether the budget is used up, which ends the walk.</summary>
        private bool IsSpent(long cost)
        {
            left -= cost;
            return isOver = left < 0;
        }

        /// <summary>The text that the rule makes for this value; a text that is none, too long or of several lines gives way to the fixed one.</summary>
        private string MessageOf(CompiledRule rule, CelActivation activation)
        {
            if (rule.Message is null) return rule.Text.Fallback;
            var result = rule.Message.Evaluate(activation, CelCostLimits.PerCall, cancellation);
            if (IsSpent(result.Cost) || result.Value.Kind != CelKind.String) return rule.Text.Fallback;
            var text = result.Value.AsString().Trim();
            return text.Length is 0 or > LongestMessage || text.Contains('\n', StringComparison.Ordinal) ? rule.Text.Fallback : text;
        }

        private static bool IsUnchanged(Node self, Node old) =>
            CelValue.AreEqual(CelDocument.Wrap(self, CelType.Dyn), CelDocument.Wrap(old, CelType.Dyn));
    }
}
